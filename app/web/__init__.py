"""The web server: NiceGUI and the API behind one gateway, and the worker that it starts beside itself."""
