"""Settings of plans, credits and payments."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator

from app.config.programs import ProgramSettings

Days = Annotated[int, Field(ge=0, le=90)]
Credits = Annotated[int, Field(ge=0, le=1_000_000)]


class PaymentSettings(ProgramSettings):
    """The part of the settings that is about them; `app.config` makes one table of all."""

    payments: Literal['stand-in', 'stripe', 'off'] = Field(
        'stand-in', description='Who takes payments; `stand-in`: test payments, for admins only once people come in'
    )
    stripe_secret_key: SecretStr = Field(SecretStr(''), description='Secret key at Stripe')
    stripe_webhook_secret: SecretStr = Field(SecretStr(''), description='Secret by which Stripe signs its webhooks')
    stripe_api_base: str = Field('https://api.stripe.com', description='Address of Stripe')
    payment_grace_days: Days = Field(7, description='How long a plan whose payment was missed goes on, in days')
    credit_cost: Credits = Field(50, description='Credits that a generation takes')
    credit_costs: str = Field('', description='Other prices by kind of job, like `voice.speech=80,drums.map=200`')

    @field_validator('credit_costs')
    @classmethod
    def _are_prices(cls, said: str) -> str:
        priced(said)
        return said


def priced(said: str) -> dict[str, int]:
    """Prices by kind of job, from `kind=credits` with commas between; raises ValueError for anything else."""
    found = {}
    for part in filter(None, (part.strip() for part in said.split(','))):
        kind, _, credits = part.partition('=')
        if not kind.strip() or not credits.strip().isdecimal():
            raise ValueError(f'“{part}” is no price: write each like voice.speech=80')
        found[kind.strip()] = int(credits)
    return found
