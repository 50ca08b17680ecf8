"""What the sample says about itself, in French: titles, descriptions and READMEs."""

from typing import Final

from datapatch.sample.typography import french

WORKSPACE_TITLE: Final = "Hub numérique d’exemple"
WORKSPACE_DESCRIPTION: Final = french(
    "Un hub régional imaginaire, pour essayer Data Patch : les lieux qui aident à se servir du "
    "numérique dans quatre régions, et les ateliers d’un bassin de vie. Tout y est inventé."
)

PLACES_TITLE: Final = "Lieux de médiation numérique"
PLACES_DESCRIPTION: Final = french(
    "Où trouver de l’aide avec un ordinateur, un téléphone ou une démarche en ligne : environ "
    "1 800 lieux en Auvergne-Rhône-Alpes, en Bretagne, dans les Hauts-de-France et en Occitanie. "
    "Données inventées ; seuls les noms, codes et positions des communes sont réels."
)
PLACES_README: Final = french("""\
# Lieux de médiation numérique

Où trouver de l’aide avec un ordinateur, un téléphone ou une démarche en ligne, dans quatre
régions : Auvergne-Rhône-Alpes, Bretagne, Hauts-de-France et Occitanie.

**Ces lieux n’existent pas.** La liste sert à essayer Data Patch. Les numéros de téléphone sont
pris dans les tranches que l’Arcep réserve aux œuvres de fiction, les adresses de site et de
courriel sont à example.org, les SIRET commencent par six zéros. Seuls les noms, les codes et les
positions des communes sont réels.

- `data/lieux.csv` : une ligne par lieu, clé `id` ; plusieurs valeurs dans une cellule sont
  séparées par une barre verticale.
- `datapackage.json` : la description des champs. Leurs noms suivent le schéma national des lieux
  de médiation numérique.

Une erreur, un oubli ? Chaque fiche a son bouton « Proposer une modification » ; aucun compte
n’est nécessaire, un modérateur relit avant de publier.

Licence Ouverte 2.0. Contact : donnees@example.org
""")

WORKSHOPS_TITLE: Final = "Ateliers numériques du littoral"
WORKSHOPS_DESCRIPTION: Final = french(
    "Les ateliers des prochaines semaines autour de Sète et de Béziers : jour, heure, lieu, "
    "thème et nombre de places. Données inventées."
)
WORKSHOPS_README: Final = french("""\
# Ateliers numériques du littoral

Les ateliers des prochaines semaines autour de Sète et de Béziers. **Tout est inventé.**

- `data/ateliers.csv` : une ligne par atelier, telle que le tableur l’enregistre (point-virgule,
  fins de ligne Windows, marque d’ordre des octets). Deux groupes peuvent se retrouver au même
  endroit à la même heure : le tableau n’a donc pas de clé, et deux lignes peuvent être égales.
- `datapackage.json` : la description des champs.

Licence Ouverte 2.0. Contact : donnees@example.org
""")
