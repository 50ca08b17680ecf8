"""What people propose for the list of places and nobody has decided yet."""

from dataclasses import dataclass
from typing import Final

from datapatch.sample.choices import of
from datapatch.sample.edits import Edit, Workbench, closed, written
from datapatch.sample.schema import FIELDS
from datapatch.sample.values import SampleChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One contribution to come: ``days`` before today at ``time`` (UTC), then who and what."""

    about: str
    days: int
    time: str
    who: str = ""
    email: str = ""
    message: str = ""
    source: str = ""
    edit: Edit


def added(after: int = 0, **cells: str) -> Edit:
    """One new place; ``after`` numbers are left free before it, for additions that also wait."""

    def edit(bench: Workbench) -> tuple[SampleChange, ...]:
        identifier = f"lieu-{bench.sheet.next_number() + after:04}"
        known = {"id": identifier, "date_maj": bench.day.isoformat(), **cells}
        return (bench.sheet.add({name: known.get(name, "") for name in FIELDS}),)

    return edit


_NEW_PHONE: Final = written(of("Lille", kind="Centre social"), telephone="+33353010412")
_LONG: Final = (
    "Le Préau occupe l’ancienne miroiterie, à deux pas de la gare ; on y entre par la cour, "
    "sous le porche bleu. Au rez-de-chaussée, une grande salle claire réunit douze postes, deux "
    "imprimantes, un scanner et un coin lecture ; à l’étage, trois bureaux fermés se réservent "
    "pour les démarches qui demandent du calme. Chaque matin, de 9 h à midi, l’entrée est libre : "
    "on vient avec sa question, son téléphone ou son courrier, et l’on repart quand c’est réglé. "
    "L’après-midi est réservé aux ateliers, par groupes de six : « Mon premier ordinateur » le "
    "lundi, « Photos et souvenirs » le mardi, « Impôts, santé, retraite : mes comptes en ligne » "
    "le jeudi, et « Déjouer les arnaques » le vendredi. Le mercredi, les enfants programment de "
    "petits robots pendant que leurs parents boivent un café. Deux médiatrices sont présentes "
    "toute la semaine ; une conseillère de la mission locale reçoit un jeudi sur deux. Le lieu "
    "est de plain-pied, avec des toilettes accessibles, une boucle magnétique à l’accueil et un "
    'écran de lecture pour les personnes malvoyantes. L’adhésion est à prix libre, "à partir de '
    'rien" comme le dit l’affiche ; les ateliers sont gratuits. Le bus s’arrête devant la porte, '
    "et l’on peut attacher son vélo dans la cour. Pendant les vacances d’été, l’équipe part en "
    "tournée avec une camionnette dans les villages voisins : le programme est affiché en mairie "
    "dès le mois de juin."
)

PROPOSALS: Final = (
    Proposal(
        about="no longer allowed by the schema, which changed since", days=78, time="18:40",
        who="Francine", email="francine@example.org",
        edit=written(of("Albi", kind="Association"), labels_nationaux="Aidants Connect|APTIC"),
        message="Nous sommes labellisés APTIC depuis l’an dernier, c’est un oubli dans la fiche."),
    Proposal(
        about="deletion", days=20, time="16:05", who="René",
        edit=closed(of("Calais", kind="Association")),
        message="Fermé définitivement fin août, le rideau est baissé et il y a un panneau à louer.",
        source="https://gazette-calais.example.org/fermetures"),
    Proposal(
        about="long text", days=18, time="20:15", who="L’équipe du Préau",
        email="bonjour-preau@example.org",
        edit=written(of("Tarbes", skip=1, kind="Tiers-lieu"), presentation_detail=_LONG),
        message="Bonjour, voici une présentation complète de notre lieu. N’hésitez pas à couper."),
    Proposal(
        about="addition", days=16, time="09:30", who="Passerelle 3.0",
        email="contact-passerelle@example.org",
        edit=added(
            nom="Passerelle 3.0", commune="Voiron", code_postal="38500", code_insee="38563",
            adresse="7 bis rue des Tisserands", complement_adresse="Entrée par le jardin",
            latitude="45.36512", longitude="5.58847", typologie="Association",
            telephone="+33465714402", courriel="passerelle-voiron@example.org",
            site_web="https://passerelle-voiron.example.org/",
            horaires="Tu,Th 09:30-12:00,14:00-17:00; Sa 09:30-12:00",
            presentation_resume="Petits ateliers de quatre personnes et prêt d’ordinateurs.",
            source="Saisie en ligne", conditions_acces="Adhésion",
            services="Prendre en main un ordinateur|Utiliser le numérique au quotidien",
            publics_accueillis="Seniors (+ 65 ans)|Adultes",
            modalites_accompagnement="Avec de l'aide|Dans un atelier"),
        message="Notre association vient d’ouvrir à Voiron, nous aimerions figurer sur la carte.",
        source="https://passerelle-voiron.example.org/"),
    Proposal(
        about="conflict: the same cell was changed since", days=10, time="19:50", who="Hugo",
        edit=written(of("Sète", kind="FabLab"), telephone="+33465710073"),
        message="numéro trouvé sur leur flyer du mois dernier", source="Flyer"),
    Proposal(
        about="already so: the same value was published since", days=9, time="12:20", who="Maëlle",
        edit=written(of("Vannes", kind="France Services"),
                     horaires="Mo-Fr 08:45-12:15,13:30-17:15"),
        message="Ouverture un quart d’heure plus tôt depuis lundi."),
    Proposal(
        about="unusual but harmless text", days=8, time="21:33", who="Zoé <3",
        edit=written(
            of("Villeurbanne", kind="MJC"),
            presentation_resume="<b>Super lieu</b> & \"gratuit\" 🎉 – bienvenue, مرحبا بكم, "
            "ברוכים הבאים ! Demander l’atelier 'Pixel & Cie' </td> à l’accueil 👩🏽‍💻"),
        message="<i>Trop bien</i> ce site 🙏 \"vraiment\" ; je connais l’équipe depuis 2019 "
        "(شكرا)"),
    Proposal(
        about="correction of several cells", days=6, time="17:10", who="Marie-Odile",
        email="marie-odile@example.org",
        edit=written(
            of("Morlaix", kind="Médiathèque"), telephone="+33261910184",
            horaires="Tu,Fr 14:00-18:30; We,Sa 10:00-12:30,14:00-18:00",
            modalites_accompagnement="Seul|Avec de l'aide|Dans un atelier",
            complement_adresse="1er étage, ascenseur côté parking"),
        message="Bonjour, je suis bénévole à la médiathèque le samedi. Les horaires ont changé "
        "en septembre, et le téléphone aussi. Merci pour votre travail !"),
    Proposal(
        about="from the structure itself, with a source", days=5, time="08:55",
        who="CCAS de Vannes", email="ccas-de-vannes@example.org",
        edit=written(
            of("Vannes", kind="CCAS"), horaires="Mo-Th 08:30-12:00,13:30-17:00; Fr 08:30-12:00",
            prise_rdv="https://rdv.example.org/ccas-vannes",
            conditions_acces="Gratuit"),
        message="Mise à jour par le service.",
        source="https://ccas-vannes.example.org/horaires"),
    Proposal(
        about="correction of a phone number", days=4, time="11:45", edit=_NEW_PHONE,
        message="Le numéro affiché n’est plus bon, l’accueil m’a donné le nouveau."),
    Proposal(
        about="duplicate of another contribution", days=3, time="14:30", who="Samira",
        email="samira@example.org", edit=_NEW_PHONE,
        message="Ils ont changé de téléphone, celui ci marche", source="J’ai appelé"),
    Proposal(
        about="anonymous correction of a mistake", days=2, time="06:58",
        edit=written(of("Tarbes", kind="CCAS"), adresse="14 rue de la Croix-Blanche"),
        message="ya une erreur dans l’adresse, c’est pas la bonne rue"),
    Proposal(
        about="addition without coordinates", days=1, time="19:05",
        edit=added(
            1, nom="Le P'tit Café numérique", commune="Guingamp", code_postal="22200",
            adresse="place du Centre", horaires="We 14:00-17:00", typologie="Association",
            services="Prendre en main un smartphone ou une tablette"),
        message="Sa manque dans la liste, c’est tenu par des retraités tres sympa le mercredi "
        "aprés midi"),
)  # fmt: skip
"""Oldest first."""
