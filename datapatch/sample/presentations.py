"""Short and long presentations of the invented places, in French."""

from random import Random
from typing import Final

_OPENINGS: Final[dict[str, tuple[str, ...]]] = {
    "Médiathèque": (
        "{n} ordinateurs en accès libre, wifi et prêt de tablettes aux abonnés.",
        "La médiathèque aide à prendre en main ordinateur, liseuse et téléphone, sur inscription.",
        "Accès libre à internet aux heures d’ouverture ; un bibliothécaire aide le {day} {part}.",
    ),
    "CCAS ou CIAS": (
        "Aide aux démarches en ligne pour les habitants de la commune, sur rendez-vous.",
        "Un conseiller reçoit le {day} {part} pour les dossiers d’aide sociale et de santé.",
        "Le CCAS accompagne les personnes éloignées du numérique dans leurs démarches.",
    ),
    "France Services": (
        "Impôts, retraite, allocations, carte grise : deux agents vous aident en un même lieu.",
        "Démarches administratives du quotidien, avec ou sans rendez-vous le {day}.",
        "Un accueil de proximité pour les services publics, et {n} postes en libre accès.",
    ),
    "Association": (
        "Des bénévoles patients pour apprendre à son rythme, en petit groupe de {n} personnes.",
        "Ateliers du {day} {part}, dépannage et café : on vient avec son propre appareil.",
        "Association d’habitants qui s’entraident sur l’ordinateur, le téléphone et internet.",
        "Cours d’informatique pour débutants, adhésion à prix libre.",
    ),
    "Espace public numérique": (
        "{n} postes, une imprimante 3D et un animateur à temps plein.",
        "Initiations le {day} {part}, accès libre le reste de la semaine.",
        "Espace municipal ouvert à tous : internet, bureautique, photo et démarches.",
    ),
    "Centre social": (
        "Permanence numérique le {day} {part}, garde d’enfants possible.",
        "Un écrivain public et un conseiller numérique se partagent le bureau du rez-de-chaussée.",
        "Ateliers parents-enfants, aide aux démarches et accès à {n} ordinateurs.",
    ),
    "Tiers-lieu": (
        "Espace de travail partagé, ateliers du {day} et coin café.",
        "On y travaille, on y apprend, on y répare : entrée libre le {day} {part}.",
        "Bureaux partagés, fibre et {n} postes pour les habitants sans équipement.",
    ),
    "MJC": (
        "Atelier multimédia le {day} {part} : montage vidéo, musique, retouche photo.",
        "Accueil des jeunes et des moins jeunes autour du numérique créatif.",
    ),
    "Maison de quartier": (
        "Aide informatique de voisinage le {day} {part}, sans inscription.",
        "{n} ordinateurs et une imprimante à la disposition des habitants du quartier.",
    ),
    "Information jeunesse": (
        "CV, stages, logement : on cherche ensemble en ligne, gratuitement et sans rendez-vous.",
        "Accueil des 16-30 ans, {n} postes en libre accès et aide aux démarches.",
    ),
    "Mission locale": (
        "Pour les 16-25 ans sortis de l’école : projet, emploi et démarches en ligne.",
        "Ateliers « Mon espace en ligne » le {day} {part}, sur inscription auprès d’un conseiller.",
    ),
    "Mairie": (
        "Un poste en libre accès à l’accueil, aide de l’agent le {day} {part}.",
        "Point numérique en mairie : scanner, imprimer, prendre un rendez-vous en ligne.",
    ),
    "Maison des solidarités": (
        "Aide aux démarches sociales et ouverture de droits, sur rendez-vous.",
        "Un travailleur social accompagne les démarches en ligne le {day} {part}.",
    ),
    "FabLab": (
        "Imprimantes 3D, découpe laser, électronique : initiation le {day} {part}.",
        "Atelier de fabrication partagé ; {n} machines, une équipe de bénévoles.",
    ),
    "Ressourcerie": (
        "Ordinateurs reconditionnés à petit prix et atelier de réparation le {day} {part}.",
        "Collecte, réparation et vente d’ordinateurs ; on y apprend aussi à s’en servir.",
    ),
    "Habitat jeunes": (
        "Accompagnement numérique des résidents, ouvert au quartier le {day} {part}.",
        "Salle informatique de {n} postes, aide à la recherche d’emploi.",
    ),
}
_DETAILS: Final = (
    "L’accueil se fait au rez-de-chaussée, sans rendez-vous le {day} {part}.",
    "Les ateliers réunissent au plus {n} personnes, pour que chacun ait le temps de poser ses "
    "questions.",
    "Un conseiller numérique est présent le {day} {part}, et sur rendez-vous le {other}.",
    "Il est possible de venir avec son ordinateur, sa tablette ou son téléphone.",
    "Pensez à apporter vos identifiants, une pièce d’identité et, si besoin, un justificatif de "
    "domicile.",
    "Le thème du mois est affiché à l’entrée, par exemple « Mes photos sans me perdre » ou "
    "« Reconnaître une arnaque ».",
    "Le matériel est prêté sur place : {n} ordinateurs portables, quatre tablettes, un scanner.",
    "Impressions : dix pages gratuites par mois, puis 0,10 € la page.",
    "Une boucle magnétique et un écran agrandisseur sont disponibles à la demande.",
    'Le lieu est desservi par le bus, arrêt "Centre" ; un abri à vélos se trouve dans la cour.',
    "On y parle aussi anglais, arabe et portugais selon les jours.",
    "Pendant les vacances scolaires, les ateliers laissent la place à des stages pour les enfants.",
    "Les personnes qui ne peuvent pas se déplacer peuvent demander une visite à domicile.",
    "Le premier rendez-vous dure une heure ; il sert à faire le point et à choisir un parcours.",
    'Le parcours "Premiers pas" compte six séances : allumer, écrire, naviguer, envoyer, payer, '
    "se protéger.",
    "Les mineurs sont accueillis à partir de onze ans, accompagnés en dessous.",
    "L’inscription se fait sur place ou par téléphone, jamais par un formulaire en ligne.",
    "La confidentialité est assurée : les démarches se font dans un bureau fermé.",
)
_CLUB_DETAILS: Final = (
    "L’adhésion annuelle est de {n} €, gratuite pour les demandeurs d’emploi et les étudiants.",
    "Une fois par trimestre, une après-midi « répare ton ordi » réunit bénévoles et habitants.",
    "L’association vit de ses bénévoles : deux heures par mois suffisent pour aider.",
)
_CLUBS: Final = ("Association", "Centre social", "FabLab", "MJC", "Ressourcerie", "Tiers-lieu")
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
_PARTS: Final = (
    "matin",
    "après-midi",
    "de 14 h à 16 h",
    "de 9 h 30 à 11 h 30",
    "en fin de journée",
)


def summary(typology: str, rng: Random) -> str:
    """One or two sentences, far below 500 characters."""
    first = _fill(rng.choice(_OPENINGS[typology]), rng)
    return first if rng.random() < 0.7 else f"{first} {_fill(rng.choice(_DETAILS), rng)}"


def detail(typology: str, sentences: int, rng: Random) -> str:
    """That many sentences (at most 18), none of them twice."""
    known = (*_DETAILS, *_CLUB_DETAILS) if typology in _CLUBS else _DETAILS
    return " ".join(_fill(sentence, rng) for sentence in rng.sample(known, sentences))


def _fill(sentence: str, rng: Random) -> str:
    day, other = rng.sample(_DAYS, 2)
    number = rng.choice((4, 5, 6, 8, 10, 12, 14, 15))
    return sentence.format(n=number, day=day, other=other, part=rng.choice(_PARTS))
