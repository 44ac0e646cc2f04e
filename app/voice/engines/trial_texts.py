"""What is said while a voice is sought, in the language of the speaker, because sounds tell speakers apart, too."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one language, as sounds.

    Attributes
    ----------
    trial : what each trial says: many sounds in three seconds.
    last : what the result is measured by, and what its pitch and its colour are settled by.
    """

    trial: str
    last: tuple[str, ...]


ENGLISH = Texts(
    'ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˈOvəɹ fˈIv lˈAzi dˈɔɡz, wˌIl ˈOld ʃˈɪps sˈAl hˈOm.',
    (
        'θˈɜɹTi bɹˈAv ɡˈis flˈu ˈOvəɹ ðə fɹˈOzən lˈAk, ænd ɐ ʃˈI bˈY wˈɑʧt ðˌɛm fɹʌm ðə bɹˈɪʤ.',
        'kˌʊd ju pˈæs mˌi ðə ʃˈʊɡəɹ, plˈiz? mˌI fˈɑðəɹz vˈYs wʌz ɹˈʌf, bˌʌt hi lˈæft wɪð ʤˈY.',
        'wˌi ʧˈOz ɐ kwˈIət vˈɪlɪʤ bI ðə sˈi, wˌɛɹ ðə wˈɛðəɹ ɪz jˈuʒəwəli wˈɔɹm ɪn ˈɔɡəst.',
    ),
)
_OTHERS: Mapping[str, Texts] = {
    'es': Texts(
        'el θˈoro βelˈoθ sˈalta sˌoβɾe θˈinko pˈeros flˈoxos, i los βˈaɾkos βjˈexos βwˈelβen a kˈasa.',
        (
            'tɾˈeɪnta ɣˈansos βlˈankos βolˈaɾon sˌoβɾe el lˈaɣo elˈaðo, iʲ ˈun ʧˈiko los miɾˈaβa ðˌesðe el pwˈɛnte.',
            'me pˈasas el aθˈukaɾ, poɾ faβˈoɾ? la βˈoθ ðe mi pˈaðɾe ˈeɾa rˈonka, pˌeɾo reˈiʲa kon ˌaleɣɾˈiʲa.',
            'ˌelexˈimos ˈum pwˈeβlo tɾankˈilo xˈunto al mˈaɾ, dˌonde en aɣˈosto sjˈempɾe ˈaθe kalˈoɾ.',
        ),
    ),
    'fr': Texts(
        'lə ʁənˈaʁ aʒˈil sˈot paʁdəsˈy sˈɛ̃k ʃjˈɛ̃, e le vjˈø batˈo ʁˈɑ̃tʁt o pˈɔʁ.',
        (
            'tʁˈɑ̃t wˈa blˈɑ̃ʃ volˈɛ syʁ lə lˈak ʒəlˈe, e œ̃ ɡaʁsˈɔ̃ timˈid le ʁəɡaʁdˈɛ dy pˈɔ̃.',
            'ty mə pˈas lə sˈykʁ, sil tə plˈɛ? la vwˈa də mɔ̃ pˈɛʁ etˈɛ ʁˈok, mɛz il ʁiˈɛ də ʒwˈa.',
            'nuz avˈɔ̃ ʃwazˈiʲ œ̃ vilˈaʒ tʁɑ̃kˈil o bˈɔʁ də la mˈɛʁ, u il fˈɛ ʃˈo ɑ̃n ˈut.',
        ),
    ),
    'hi': Texts(
        'tˈeːz lˈoːmr.ˌi pˈãnc ˈaːlsˌi kˈʊtːõ keː ˈupəɾ seː kˈuːdtˌi hɛː, ɔːɾ pʊɾˈaːni nˈaːʋẽː ɡʰˈʌɾ lˈɔːʈtˌi hɛ̃.',
        (
            'tˈiːs səfˈeːd bˈʌtːkʰˌẽː ɟʰˈiːl keː ˈupəɾ ˈʊr.ĩ, ɔːɾ ˈeːk lˈʌr.kˌaː pˈʊl seː dˈeːkʰtˌaː ɾˌəhaː.',
            'zˈʌɾaː cˈiːni dˈeːnaː, mˌeːɾeː pˈɪtaː kiʲ aːʋˈaːz bʰˈaːɾi tʰi, pˈʌɾ ʋeː kʰˈʊʃi seː hˈʌnsətˌeː tʰeː.',
            'hˈʌmnˌeː səmˈʊdɾə keː pˈaːs ˈeːk ʃˈãt ɡˈãnʋ cˈʊnaː, ɟˈʌhã ɡˈʌrmi ɾˈʌhətˌi hɛː.',
        ),
    ),
    'it': Texts(
        'la vˈolpe velˈoʧe sˈalta ˌoltɾe ʧˈinkwe kˈanɪ pˈiɡɾɪ, mˌentɾe le nˈavɪ tˈɔɾnano a kˈaza.',
        (
            'tɾˈenta ˈoke bjˈanke volˈarono sˈopɾa il lˈaɡo ʤelˈato, e ʊn ɾaɡˈaʦːo tˈimido le ɡwaɾdˈava dal pˈonte.',
            'mɪ pˈassɪ lo ʣˈukːeɾo, peɾ favˈore? la vˈoʧe dɪ mˌiʲo pˈadɾe ˌɛra ɾˈɔka, ma ɾidˈɛva dɪ ʤˈɔiʲa.',
            'abːjˌamo ʃˈelto ʊn villˈaʤːo tɾankwˈillo viʧˈino al mˈare, dˈove ad aɡˈosto fˈa sˈɛmpɾe kˈaldo.',
        ),
    ),
    'pt': Texts(
        'a xˌapˈozɐ velˈɔs pˈulɐ sˈobɾɪ sˈĩŋkʊ kˌaʃˈoxʊs, iʲ ʊz vˈɛʎʊz bˈaɾkʊz vˈɔwtɐ̃ʊ̃ pˌaɾɐ kˈazɐ.',
        (
            'tɾˈĩntɐ ɡˈɐ̃nsʊz bɾˈɐ̃ŋkʊz vˌoˈaɾɐ̃ʊ̃ sˈobɾiʲ ʊ lˈaɡʊ ʒˌelˈadʊ, iʲ ũn mˌenˈinʊ ʧˈimidw ˌoʎˈavɐ da pˈõnʧɪ.',
            'vosˈe mɪ pˈasɐ u ˌasˈukaɾ, poɾ favˈoɾ? a vˈɔz dʊ meʊ pˈaɪʲ ˌɛɾɐ xˈoʊkɐ, maz ˈelɪ xˈiʲɐ ʤj ˌaleɡɾˈiʲɐ.',
            'ˌeskoʎˈemʊz ˌumɐ vˈilɐ tɾˌɐ̃ŋkwˈilɐ pˈɛɾtʊ dʊ mˈaɾ, ˈõnʤj eɪŋ ˌaɡˈostʊ fas kalˈoɾ.',
        ),
    ),
}


def texts(language: str) -> Texts:
    """Those of a language like `it`, or `pt-br`; English where there are none."""
    return _OTHERS.get(language[:2], ENGLISH)
