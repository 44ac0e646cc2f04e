"""Files on their way in: in pieces and resumable, limited by the server, hashed while they come, expiring if unused.

`begin` makes an upload and `resume` goes on with one; both give a `UploadWriter`, which takes bytes. What has come is
what the file on disk holds; nothing else counts it. A complete upload waits until `take` hands it to a job, or expires.
What shall be made of one may be said at any time: `choose`, and the server makes the job when the last byte is there.
`importing` fetches one from an address, where that is allowed.
With a bucket, bytes may also go straight there: `direct` begins, signs and finishes that.
A file's name is only ever a text in a row; on disk it goes by our id and a suffix from a fixed list.
"""

from app.uploads import choosing as choosing
from app.uploads import direct as direct
from app.uploads import importing as importing
from app.uploads.checksum import ALGORITHMS as ALGORITHMS
from app.uploads.checksum import Checksum as Checksum
from app.uploads.choosing import choose as choose
from app.uploads.choosing import choose_complete as choose_complete
from app.uploads.choosing import refused as refused
from app.uploads.choosing import take_up as take_up
from app.uploads.choosing import take_up_overdue as take_up_overdue
from app.uploads.from_stored import hand_in as hand_in
from app.uploads.lifecycle import begin as begin
from app.uploads.lifecycle import get_with_offset as get_with_offset
from app.uploads.lifecycle import resume as resume
from app.uploads.listing import behind as behind
from app.uploads.listing import received as received
from app.uploads.naming import clean_name as clean_name
from app.uploads.naming import parted as parted
from app.uploads.records import ORIGINALS as ORIGINALS
from app.uploads.records import any_of as any_of
from app.uploads.records import check_still_there as check_still_there
from app.uploads.records import coming as coming
from app.uploads.records import discard as discard
from app.uploads.records import drop_all as drop_all
from app.uploads.records import expire as expire
from app.uploads.records import expires_at as expires_at
from app.uploads.records import get as get
from app.uploads.records import is_shared as is_shared
from app.uploads.records import purpose_of as purpose_of
from app.uploads.records import storage_key as storage_key
from app.uploads.records import take as take
from app.uploads.records import used as used
from app.uploads.writer import UploadWriter as UploadWriter
