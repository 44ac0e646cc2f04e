"""The pages of artists and of the house for everybody. Only the web server imports this."""

from fastapi import APIRouter

router = APIRouter()
