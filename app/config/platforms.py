"""Settings of the platforms whose numbers artists can have brought here: keys of whoever runs the installation."""

from pydantic import Field, SecretStr

from app.config.payments import PaymentSettings


class PlatformSettings(PaymentSettings):
    """The part of the settings that is about them; `app.config` makes one table of all."""

    spotify_client_id: str = Field('', description='Client at Spotify; with one, artists connect their page there')
    spotify_client_secret: SecretStr = Field(SecretStr(''), description='Secret of that client, if it has one')
    youtube_client_id: str = Field('', description='Client at Google; with one, artists connect their channel')
    youtube_client_secret: SecretStr = Field(SecretStr(''), description='Secret of that client')
    soundcloud_client_id: str = Field('', description='Client at SoundCloud; with one, artists connect their account')
    soundcloud_client_secret: SecretStr = Field(SecretStr(''), description='Secret of that client')
    platforms_address: str = Field('', description='A stand-in for all of these platforms, to try connecting out')
