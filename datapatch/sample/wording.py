"""What the schema of the places says about each field, in French: title, description, example."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FieldText:
    """The words beside one input of the form."""

    title: str
    description: str
    example: str


FIELD_TEXTS: Final[dict[str, FieldText]] = {
    "id": FieldText(
        "Identifiant",
        "Le numéro de la fiche dans cette liste. Il ne change jamais et n’est jamais réattribué.",
        "lieu-0042",
    ),
    "pivot": FieldText(
        "SIRET",
        "Les quatorze chiffres du SIRET de la structure. Ici, ils sont inventés : ils commencent "
        "tous par six zéros et ne désignent aucun établissement réel.",
        "00000012345678",
    ),
    "nom": FieldText(
        "Nom du lieu", "Le nom affiché sur la porte ou sur la plaque.", "Médiathèque du Port"
    ),
    "commune": FieldText("Commune", "La commune où se trouve le lieu.", "Sète"),
    "code_postal": FieldText("Code postal", "Cinq chiffres, sans espace.", "34200"),
    "code_insee": FieldText(
        "Code Insee",
        "Le code officiel de la commune, à ne pas confondre avec le code postal.",
        "34301",
    ),
    "adresse": FieldText("Adresse", "Le numéro et la voie.", "12 bis rue des Tanneurs"),
    "complement_adresse": FieldText(
        "Complément d’adresse",
        "Ce qui aide à trouver la porte : bâtiment, étage, entrée.",
        "Bâtiment B, 1er étage",
    ),
    "latitude": FieldText("Latitude", "En degrés décimaux (WGS 84), avec un point.", "43.40280"),
    "longitude": FieldText(
        "Longitude",
        "En degrés décimaux (WGS 84), avec un point ; négative à l’ouest de Greenwich.",
        "3.69280",
    ),
    "typologie": FieldText(
        "Type de lieu", "Une ou plusieurs réponses : ce que le lieu est avant tout.", "Médiathèque"
    ),
    "telephone": FieldText(
        "Téléphone",
        "Au format international, sans espace. Les numéros de cette liste sont pris dans les "
        "tranches réservées à la fiction : ils ne sonnent chez personne.",
        "+33465710018",
    ),
    "courriel": FieldText(
        "Courriel", "L’adresse du lieu, pas celle d’une personne.", "contact-sete@example.org"
    ),
    "site_web": FieldText(
        "Site web",
        "L’adresse complète de la page, avec https.",
        "https://mediatheque-du-port-sete.example.org/",
    ),
    "horaires": FieldText(
        "Horaires d’ouverture",
        "Selon la notation d’OpenStreetMap : Mo Tu We Th Fr Sa Su pour les jours, une virgule "
        "entre deux plages, un point-virgule entre deux règles.",
        "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00",
    ),
    "presentation_resume": FieldText(
        "Présentation courte",
        "Une ou deux phrases pour savoir si le lieu convient : 500 caractères au plus.",
        "Accès libre aux ordinateurs et aide aux démarches, sans rendez-vous le matin.",
    ),
    "presentation_detail": FieldText(
        "Présentation détaillée",
        "Tout ce qui est utile avant de se déplacer : accueil, ateliers, équipement, accès.",
        "Un médiateur reçoit sur rendez-vous le mardi ; les ateliers ont lieu le jeudi.",
    ),
    "source": FieldText("Source", "Qui a recueilli ces renseignements.", "Hub numérique d’exemple"),
    "structure_parente": FieldText(
        "Structure responsable", "L’organisme dont dépend le lieu, s’il y en a un.", "Ville de Sète"
    ),
    "date_maj": FieldText(
        "Vérifié le", "Le jour de la dernière vérification : année-mois-jour.", "2025-05-03"
    ),
    "services": FieldText(
        "Services", "Ce que l’on peut y faire. Une ou plusieurs réponses.", "Accéder à du matériel"
    ),
    "publics_accueillis": FieldText(
        "Publics accueillis",
        "Les publics que le lieu sait recevoir. Une ou plusieurs réponses.",
        "Adultes|Seniors (+ 65 ans)",
    ),
    "conditions_acces": FieldText(
        "Conditions d’accès", "Ce que coûtent l’entrée et les ateliers.", "Gratuit"
    ),
    "labels_nationaux": FieldText(
        "Labels nationaux", "Les dispositifs auxquels le lieu participe.", "France Services"
    ),
    "labels_autres": FieldText(
        "Autres labels", "Labels locaux ou régionaux, séparés par une barre verticale.", "Clic Sud"
    ),
    "modalites_accompagnement": FieldText(
        "Accompagnement", "Comment on y est aidé. Une ou plusieurs réponses.", "Avec de l'aide"
    ),
    "accessibilite": FieldText(
        "Accessibilité",
        "L’adresse d’une page qui décrit l’accueil des personnes handicapées.",
        "https://accessibilite.example.org/lieu-0042",
    ),
    "prise_rdv": FieldText(
        "Prise de rendez-vous",
        "L’adresse de la page où l’on réserve un créneau.",
        "https://rdv.example.org/sete",
    ),
}
"""By name of field, in the order of the table."""
