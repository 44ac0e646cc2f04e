"""Every table, one file a subject; a test keeps this list complete."""

from models.api_keys import ApiKey as ApiKey
from models.job import JobColumns as JobColumns
from models.job import Status as Status
from models.leveling import AudioFile as AudioFile
from models.leveling import ProcessingJob as ProcessingJob
from models.presets import LufsPreset as LufsPreset
from models.uploads import Upload as Upload
from models.users import User as User
from models.users import UserUploadStats as UserUploadStats
