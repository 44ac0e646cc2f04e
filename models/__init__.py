"""Every table, one file a subject; a test keeps this list complete."""

from models.accounts import Account as Account
from models.accounts import AuditEntry as AuditEntry
from models.accounts import Mail as Mail
from models.accounts import OAuthFlow as OAuthFlow
from models.accounts import OneTimeToken as OneTimeToken
from models.accounts import RecoveryCode as RecoveryCode
from models.accounts import Throttle as Throttle
from models.accounts import UserSession as UserSession
from models.api_keys import ApiKey as ApiKey
from models.installation import Announcement as Announcement
from models.installation import FeatureFlag as FeatureFlag
from models.installation import FolderSize as FolderSize
from models.installation import Pause as Pause
from models.installation import UserSize as UserSize
from models.job import JobColumns as JobColumns
from models.job import Status as Status
from models.leveling import AudioFile as AudioFile
from models.leveling import ProcessingJob as ProcessingJob
from models.leveling import SideJob as SideJob
from models.leveling import Study as Study
from models.presets import LufsPreset as LufsPreset
from models.uploads import Upload as Upload
from models.users import User as User
from models.users import UserUploadStats as UserUploadStats
from models.workers import Duty as Duty
from models.workers import Worker as Worker
