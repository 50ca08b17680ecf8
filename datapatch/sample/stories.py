"""A year in the life of the list: who changed what, when and why, oldest first."""

from dataclasses import dataclass
from typing import Final

from datapatch.sample.choices import everywhere, of
from datapatch.sample.edits import (
    Edit,
    addresses,
    checked,
    closed,
    completed,
    ended,
    hours,
    moved,
    opened,
    phone,
    presented,
    services,
    several,
    spelling,
    written,
)
from datapatch.sample.people import AMINE, CAMILLE, HUB, LEA
from datapatch.sample.towns import TOWNS
from datapatch.sample.values import SamplePerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One revision to come: ``days`` before today at ``time`` (UTC), then who and what."""

    days: int
    time: str
    who: str
    by: SamplePerson
    edit: Edit
    message: str = ""
    source: str = ""
    new_schema: bool = False


FIRST_HALF: Final = (
    Story(days=361, time="08:20", who=HUB, by=LEA, edit=spelling("nom"),
          message="Fautes de frappe relevées à l’import."),
    Story(days=359, time="09:05", who="", by=LEA, edit=phone(of("Sète")),
          message="Il manquait le téléphone."),
    Story(days=359, time="13:40", who="Odile", by=LEA, edit=hours(of("Quimper"), "library"),
          message="Nouveaux horaires affichés sur la porte.", source="Vu sur place"),
    Story(days=356, time="10:10", who="Centre social des Oiseaux", by=AMINE,
          edit=services(of("Roubaix", kind="Centre social"), 2, checked=True),
          message="Nous proposons deux ateliers de plus depuis la rentrée."),
    Story(days=346, time="10:15", who="Yann", by=LEA, edit=phone(of("Brest", 2, skip=1))),
    Story(days=341, time="15:02", who="Bernard", by=AMINE,
          edit=closed(of("Roanne", kind="Association")),
          message="L’association a été dissoute au printemps."),
    Story(days=331, time="14:20", who="Réseau des médiathèques du Morbihan", by=LEA,
          edit=opened("Médiathèque", "Vannes", "Lorient", "Auray", "Pontivy", "Ploërmel",
                      "Hennebont", "Questembert", "Gourin", "Lanester"),
          message="Neuf bibliothèques du réseau manquaient.",
          source="https://reseau-mediatheques-morbihan.example.org/"),
    Story(days=331, time="15:05", who=HUB, by=LEA,
          edit=completed(everywhere("", 24, empty="code_insee"), "code_insee"),
          message="Codes Insee manquants."),
    Story(days=330, time="09:30", who="CCAS de Sète", by=AMINE, edit=checked("Sète"),
          message="Tous les lieux de la commune ont été appelés cette semaine."),
    Story(days=316, time="16:12", who="Jeanne", by=LEA, edit=presented(of("Figeac"), 5)),
    Story(days=310, time="08:45", who="Fatou", by=AMINE,
          edit=several(hours(of("Lille", 2), "library"), phone(of("Lille", skip=4))),
          message="Corrections d’après les affiches."),
    Story(days=309, time="13:15", who="", by=LEA, edit=addresses(of("Aurillac", 2))),
    Story(days=295, time="09:50", who=HUB, by=LEA, edit=spelling("presentation_resume"),
          message="Relecture des présentations."),
    Story(days=288, time="14:35", who="La Prise multiple", by=AMINE,
          edit=moved(of("Castres", kind="Association")),
          message="Nous avons déménagé dans des locaux plus grands."),
    Story(days=288, time="15:10", who="Mohamed", by=AMINE, edit=services(of("Montpellier", 3), 1)),
    Story(days=284, time="10:25", who="France Services du Tarn", by=LEA,
          edit=several(
              hours(of("Albi", kind="France Services"), checked=True),
              hours(of("Castres", kind="France Services"), checked=True),
              hours(of("Mazamet", kind="France Services"), checked=True))),
    Story(days=270, time="08:30", who="", by=AMINE, edit=closed(of("Hirson", skip=5)),
          message="Fermé, il y a une agence bancaire à la place."),
    Story(days=262, time="13:55", who=HUB, by=LEA,
          edit=completed(everywhere("", 30, empty="latitude"), "latitude"),
          message="Coordonnées manquantes, placées à l’adresse."),
    Story(days=255, time="09:15", who="Ghislaine", by=LEA, edit=phone(of("Sète")),
          message="Encore un nouveau standard pour la médiathèque."),
    Story(days=247, time="15:45", who="Tiers-lieux du Nord", by=AMINE,
          edit=opened("Tiers-lieu", "Lille", "Roubaix", "Tourcoing", "Douai", "Cambrai"),
          message="Les cinq lieux ouverts cette année.",
          source="https://tiers-lieux-nord.example.org/carte"),
    Story(days=241, time="10:40", who="Antoine", by=AMINE,
          edit=hours(of("Grenoble", 2), "library")),
    Story(days=206, time="09:00", who=HUB, by=LEA,
          edit=checked(*(town.name for town in TOWNS if town.region == "Bretagne")),
          message="Cinq semaines d’appels : toute la Bretagne est vérifiée."),
    Story(days=205, time="09:35", who="", by=LEA, edit=written(
        of("Sète"), horaires="Tu,Th,Fr 14:00-18:00; We,Sa 10:00-12:30,14:00-18:00"),
          message="fermé le lundi maintenant"),
    Story(days=204, time="14:05", who="Salomé", by=AMINE,
          edit=services(of("Lyon", kind="Centre social"), 2)),
)  # fmt: skip
SECOND_HALF: Final = (
    Story(days=200, time="08:50", who="Le Bus à puces", by=LEA,
          edit=written(of("Saint-Étienne", skip=1, kind="Association"), conditions_acces="Adhésion",
                       labels_autres="Relais des Possibles"),
          message="Nous faisons payer une petite adhésion depuis cette année."),
    Story(days=193, time="13:20", who="Karim", by=AMINE, edit=phone(of("Toulouse", 4, skip=2))),
    Story(days=191, time="10:05", who=HUB, by=LEA, edit=spelling("presentation_detail")),
    Story(days=179, time="15:30", who="Maisons des solidarités", by=AMINE,
          edit=opened("Maison des solidarités", "Valence", "Die", "Nyons", "Montélimar",
                      "Romans-sur-Isère"),
          message="Nouveau réseau des maisons des solidarités."),
    Story(days=179, time="16:05", who="Odile", by=LEA, edit=hours(of("Quimper"), "library"),
          message="Horaires d’été."),
    Story(days=174, time="09:25", who="Nolwenn", by=LEA,
          edit=several(phone(of("Rennes", 2)), hours(of("Rennes", 2, skip=2)))),
    Story(days=164, time="14:50", who="", by=AMINE, edit=closed(of("Maubeuge", 2, skip=7)),
          message="Ces deux lieux n’existent plus."),
    Story(days=157, time="08:40", who="Mission locale", by=LEA,
          edit=phone(everywhere("Mission locale", 12), checked=True),
          message="Changement de standard téléphonique pour douze antennes."),
    Story(days=156, time="10:30", who=HUB, by=LEA,
          edit=checked("Laon", "Saint-Quentin", "Soissons", "Château-Thierry", "Vervins", "Hirson"),
          message="Vérification annuelle de l’Aisne."),
    Story(days=143, time="13:10", who="Jeanne", by=AMINE, edit=services(of("Figeac", 2), 1)),
    Story(days=136, time="15:15", who="Quentin", by=AMINE, edit=moved(of("Arras", skip=3)),
          message="Déménagement pendant les travaux.", source="Affiche sur la porte"),
    Story(days=134, time="09:45", who="", by=LEA, edit=written(
        of("Sète"), presentation_resume="Douze ordinateurs en accès libre, wifi, et un atelier "
        "« Premiers pas » chaque mercredi matin."),
          message="J’ai remis la présentation à jour."),
    Story(days=120, time="14:25", who="Octets solidaires", by=AMINE,
          edit=addresses(everywhere("Association", 4))),
    Story(days=111, time="08:55", who=HUB, by=LEA,
          edit=opened("France Services", "Mende", "Florac Trois Rivières", "Prades", "Céret",
                      "Le Vigan", "Lodève", "Lunel"),
          message="Labellisations du semestre."),
    Story(days=104, time="10:50", who="Thierry", by=AMINE, edit=hours(of("Annecy", 3), "library")),
    Story(days=102, time="13:35", who="Centre social de la Croix-Blanche", by=LEA,
          edit=presented(of("Amiens", kind="Centre social"), 6)),
    Story(days=90, time="15:50", who="Mohamed", by=AMINE, edit=phone(of("Montpellier", 2)),
          message="Les deux numéros ont changé."),
    Story(days=70, time="09:10", who=HUB, by=CAMILLE, edit=ended, new_schema=True,
          message="Le Pass numérique et le label APTIC n’existent plus : ils quittent la liste "
          "des réponses, et les fiches qui les citaient sont mises à jour."),
    Story(days=63, time="14:15", who="Yann", by=LEA, edit=hours(of("Brest", 3, skip=1))),
    Story(days=57, time="08:35", who=HUB, by=LEA,
          edit=checked("Grenoble", "Échirolles", "Voiron", "La Mure"),
          message="Vérification annuelle de l’Isère."),
    Story(days=55, time="10:20", who="", by=AMINE, edit=closed(of("Béziers", 3, skip=9)),
          message="Trois fermetures : les activités passent au centre social."),
    Story(days=42, time="13:25", who="Fatou", by=AMINE, edit=services(of("Lille", 4), 1)),
    Story(days=35, time="15:40", who="Bibliothèques de Haute-Savoie", by=LEA,
          edit=opened("Médiathèque", "Annecy", "Bonneville", "Thonon-les-Bains", "Aix-les-Bains")),
    Story(days=28, time="09:55", who="Nolwenn", by=LEA, edit=phone(of("Saint-Brieuc", 3))),
    Story(days=21, time="14:10", who=HUB, by=LEA,
          edit=checked("Sète", "Agde", "Béziers", "Lodève"),
          message="Vérification annuelle de l’Hérault."),
    Story(days=13, time="10:35", who="Ghislaine", by=LEA, edit=hours(of("Sète"), "library"),
          message="Horaires d’hiver."),
    Story(days=6, time="08:25", who="Le Fablab'oratoire", by=AMINE,
          edit=phone(of("Sète", kind="FabLab"), checked=True),
          message="Notre ligne directe."),
    Story(days=4, time="13:05", who="Ludovic", by=LEA, edit=written(
        of("Vannes", kind="France Services"), horaires="Mo-Fr 08:45-12:15,13:30-17:15")),
    Story(days=2, time="15:20", who="Léna", by=LEA, edit=services(of("Dinan", 2), 1, checked=True),
          message="De nouveaux ateliers ce trimestre."),
)  # fmt: skip
STORIES: Final = (*FIRST_HALF, *SECOND_HALF)
