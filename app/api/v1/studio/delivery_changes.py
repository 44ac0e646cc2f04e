"""What a studio changes of what it has handed over, and taking it back."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Wanted, one
from app.api.v1.studio.asking import Asking
from app.api.v1.studio.deliveries import DeliveryId, StudioDelivery, told
from app.studio import delivery_changes, delivery_views
from app.studio.delivery_readers import signed_in

router = APIRouter(prefix='/deliveries/{delivery_id}')


class DeliveryChange(Wanted):
    """What is to be otherwise; what is left out stays as it is."""

    name: str | None = Field(None, max_length=200, description='What its client reads.')
    description: str | None = Field(None, max_length=20_000, description='What it is, in words.')
    is_locked: bool | None = Field(None, description='Whether it is downloaded only once all is paid.')
    keep_longer: bool = Field(False, description='Keep its files for as long again, from now on.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Another name, and locked."""
        return {'name': 'Mix, final', 'is_locked': True}


@router.patch('', response_model=StudioDelivery, summary='Change a file')
def change_delivery(request: Request, who: Asking, delivery_id: DeliveryId, wanted: DeliveryChange) -> Response:
    """Rename it, describe it, lock or unlock its download, or keep it longer, as its studio."""
    asked_for = wanted.model_dump(exclude={'keep_longer'})
    delivery_changes.change(who.id, delivery_id, longer=wanted.keep_longer, **asked_for)
    return one(request, told(delivery_views.get(signed_in(who.id), delivery_id)))


@router.delete('', status_code=204, response_class=Response, summary='Delete a file')
def delete_delivery(who: Asking, delivery_id: DeliveryId) -> Response:
    """Delete it with all its versions, as its studio: its client sees it no more."""
    delivery_changes.delete(who.id, delivery_id)
    return Response(status_code=204)
