"""A song that was taken down because somebody says it is theirs: who brought it may answer."""

from app.drums import takedowns
from app.drums.takedowns import Claim
from components.vocabulary.elements import block, button, text
from pages.drums.asking import ask_words
from pages.shell.services import run_service, toast, toast_errors


def own_claim(user_id: str, claim: Claim) -> None:
    """Say it, and take an answer where there is none yet."""
    with block('note warn', data_testid='own-claim') as place:
        text(f'“{claim.title}” was taken down', 'strong', tag='p')
        text(claim.statement, 'small wrap-any', tag='p')
        if claim.counter_notice:
            text('You have answered: a person looks at it.', 'small', tag='p')
            return

        async def answer() -> None:
            hint = 'It goes to whoever claims the song, word for word, and to whoever runs this server.'
            said = await ask_words('Answer', hint, 'Send it', '', takedowns.MOST)
            if said is None:
                return
            with place, toast_errors():
                await run_service(takedowns.counter, user_id, claim.id, said)
                toast('Your answer was sent.')
                press.delete()

        press = button('Answer', answer, data_testid='answer-claim')
