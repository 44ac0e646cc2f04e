"""What every area shows of sound: a player, a timeline, a ruler for loudness."""
