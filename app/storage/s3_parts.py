"""A file that arrives in parts, as S3's multipart uploads have it."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from app.errors import NotAllowed, NotFound
from app.storage.base import media_type
from app.storage.parts import Part
from app.storage.s3_client import asking, is_missing

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LINK_S = 15 * 60
"""How long a browser may take to begin with one part, in seconds."""
UNKNOWN = 'This upload is no longer there. Please drop the file again.'


class BucketParts:
    """Parts in a bucket.

    Parameters
    ----------
    client : asks the service.
    for_links : signs addresses that browsers open.
    name : gives the name in the bucket for a key.
    """

    def __init__(self, client: 'S3Client', for_links: 'S3Client', bucket: str, name: Callable[[str], str]) -> None:
        self._client, self._for_links, self._bucket, self._name = client, for_links, bucket, name

    def begin(self, key: str) -> str:
        with asking():
            answer = self._client.create_multipart_upload(**self._of(key), ContentType=media_type(key))
        return answer['UploadId']

    def put(self, key: str, upload: str, number: int, data: bytes) -> Part:
        with _known(), asking():
            answer = self._client.upload_part(**self._of(key), UploadId=upload, PartNumber=number, Body=data)
        return Part(number, len(data), answer['ETag'])

    def link(self, key: str, upload: str, number: int, size: int) -> str:
        # With its length signed, a part cannot bring more than was announced and reserved.
        wanted = {**self._of(key), 'UploadId': upload, 'PartNumber': number, 'ContentLength': size}
        return self._for_links.generate_presigned_url('upload_part', Params=wanted, ExpiresIn=LINK_S)

    def arrived(self, key: str, upload: str) -> list[Part]:
        pages = self._client.get_paginator('list_parts').paginate(**self._of(key), UploadId=upload)
        with _known(), asking():
            return [
                Part(part['PartNumber'], part['Size'], part['ETag'], part['LastModified'].timestamp())
                for page in pages
                for part in page.get('Parts', [])
            ]

    def finish(self, key: str, upload: str) -> int:
        parts = self.arrived(key, upload)
        if [part.number for part in parts] != list(range(1, len(parts) + 1)) or not parts:
            raise NotAllowed('Parts of this file are still missing.')
        listed: Any = {'Parts': [{'PartNumber': part.number, 'ETag': part.etag} for part in parts]}
        with _known(), asking():
            self._client.complete_multipart_upload(**self._of(key), UploadId=upload, MultipartUpload=listed)
        return sum(part.size for part in parts)

    def abort(self, key: str, upload: str) -> None:
        try:
            with asking():
                self._client.abort_multipart_upload(**self._of(key), UploadId=upload)
        except ClientError as error:
            if not is_missing(error):
                raise

    def abort_older(self, than: float, prefix: str, coming: Collection[str]) -> int:
        """Abort what was begun before a moment (seconds since 1970) and never finished, but for the keys that still
        come; returns how many."""
        pages = self._client.get_paginator('list_multipart_uploads').paginate(Bucket=self._bucket, Prefix=prefix)
        with asking():
            old = [
                found
                for page in pages
                for found in page.get('Uploads', [])
                if found['Initiated'].timestamp() < than and found['Key'].removeprefix(prefix) not in coming
            ]
        for found in old:
            self.abort(found['Key'].removeprefix(prefix), found['UploadId'])
        return len(old)

    def _of(self, key: str) -> Any:
        return {'Bucket': self._bucket, 'Key': self._name(key)}


@contextmanager
def _known() -> Iterator[None]:
    """Around a request about an upload: one that is not there (any more) is NotFound."""
    try:
        yield
    except ClientError as error:
        if is_missing(error):
            raise NotFound(UNKNOWN) from None
        raise
