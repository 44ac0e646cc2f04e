"""What is said of files that were handed over, on all screens of them."""

from app.studio.delivery_views import FileView, SessionFiles, VersionView
from components.vocabulary import wording


def state_of(one: FileView) -> tuple[str, str]:
    """How a file stands in a word, and its tone."""
    if one.gone_at is not None:
        return 'Deleted', 'bad'
    if one.approved_at is not None:
        return 'Approved', 'good'
    if one.due is not None:
        return 'Locked', ''
    return '', ''


def facts(one: FileView) -> list[str]:
    """What a list tells of a file."""
    latest = one.latest
    told = [one.folder, f'version {latest.number}' if latest is not None and len(one.versions) > 1 else '']
    if latest is not None and latest.duration_s is not None:
        told.append(wording.length(latest.duration_s))
    told.append(wording.size(one.size_bytes))
    told.append('being made ready' if latest is not None and latest.active else '')
    said = sum(version.open_comments for version in one.versions)
    told.append('1 comment' if said == 1 else f'{said} comments' if said else '')
    return [fact for fact in told if fact]


def version_facts(one: VersionView) -> list[str]:
    """What is told of a version."""
    told = [wording.length(one.duration_s) if one.duration_s is not None else '']
    told.append(wording.lufs(one.lufs) if one.lufs is not None else '')
    told += [wording.size(one.size_bytes), f'sent by {one.by}' if one.by else '']
    return [fact for fact in told if fact]


def kept(one: FileView) -> str:
    """Until when it is kept."""
    if one.gone_at is not None:
        return f'Its files were deleted on {wording.day(one.gone_at)}.'
    if one.shown_at is not None:
        return 'Kept for as long as it is shown.'
    return f'Kept until {wording.day(one.expires_at)}.' if one.expires_at is not None else ''


def group_title(group: SessionFiles) -> str:
    """What stands above the files of a session; its day is shown beside."""
    return 'Session' if group.begins is not None else 'Other files'
