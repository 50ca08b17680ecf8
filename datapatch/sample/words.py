"""Words from which the names and addresses of the invented places are put together."""

from typing import Final

_PEOPLE: Final = """
    Andrée-Chedid George-Sand Louise-Michel Simone-Veil Jean-Giono Boris-Vian Colette
    Marguerite-Duras Aimé-Césaire Albert-Camus Jacques-Prévert Olympe-de-Gouges Jules-Verne
    Germaine-Tillion Rosa-Parks Nelson-Mandela Marie-Curie Sophie-Germain Ada-Lovelace
    Alan-Turing Blaise-Pascal Émilie-du-Châtelet Victor-Hugo Marcel-Pagnol Françoise-Sagan
    Elsa-Triolet Louis-Aragon Paul-Éluard Robert-Desnos René-Char Anna-de-Noailles
    Christine-de-Pizan Montaigne Michel-Serres Gisèle-Halimi Lucie-Aubrac Joséphine-Baker
    Pierre-Mendès-France Léo-Lagrange Jean-Zay Jean-Moulin Édouard-Glissant Léopold-Sédar-Senghor
    Assia-Djebar Kateb-Yacine Hubertine-Auclert Flora-Tristan Camille-Claudel Berthe-Morisot
    Rosa-Bonheur Frida-Kahlo Pina-Bausch Hélène-Boucher Antoine-de-Saint-Exupéry
    Alexandra-David-Néel Jeanne-Barret Gérard-Philipe Agnès-Varda Jacques-Tati Alice-Guy"""
PEOPLE: Final = tuple(_PEOPLE.split())
"""Names that streets and libraries carry."""

NATURE: Final = (
    "du Lac", "des Remparts", "du Vieux-Pont", "de la Source", "des Marronniers", "du Beffroi",
    "des Halles", "de l'Abbaye", "du Canal", "des Trois-Fontaines", "de la Citadelle",
    "des Arcades", "du Clos", "de l'Ancienne-Gare", "des Deux-Rives", "de la Tour", "du Cloître",
    "des Jardins", "de la Vallée", "du Confluent", "des Ormeaux", "de l'Hôtel-Dieu",
)  # fmt: skip
"""What a library or a hall may be called after."""

QUARTERS: Final = (
    "des Tanneries", "de Bellevue", "Saint-Michel", "de la Gare", "des Acacias", "du Vieux-Moulin",
    "des Quatre-Vents", "de la Croix-Blanche", "du Grand-Champ", "des Tilleuls", "Saint-Martin",
    "de la Rotonde", "des Hauts-Prés", "du Faubourg", "de Beausoleil", "des Capucins",
    "de la Plaine", "du Champ-de-Mars", "des Coteaux", "Saint-Roch", "de la Pépinière",
    "des Cordeliers", "du Pré-Vert", "de Montplaisir", "des Lilas", "Sainte-Anne", "du Bois-Joli",
    "de la Fontaine", "des Carmes", "du Pont-Neuf", "de Clairefontaine", "des Grands-Chênes",
    "Saint-Exupéry", "de la Butte", "des Marais", "du Petit-Bois", "de Chantemerle",
    "des Primevères", "Saint-Jacques", "de la Verrerie", "des Peupliers", "du Vallon",
    "de Mirabelle", "des Oiseaux", "de la Glacière", "des Provinces", "du Levant", "du Couchant",
)  # fmt: skip
"""Quarters, as they follow a noun."""

ASSOCIATIONS: Final = (
    "Clic & Compagnie", "Les Souris vertes", "Web en herbe", "À portée de clic",
    "Octets solidaires", "Le Fil numérique", "Le Clavier voyageur", "Cap Clavier",
    "La Puce à l'oreille", "Pixel et Cie", "L'Arobase", "Tapez Entrée", "Le Câble humain",
    "Passerelle 3.0", "Bits & Bobines", "Les Débranchés", "Mille et un clics",
    "La Boussole numérique",
    "Échap' Solitude", "Le Grand Écran", "Savoirs partagés", "Voisins connectés", "Ordi'Nord",
    "Le Bus à puces", "Les Mains dans le code", "Réparons nos ordis", "L'Onglet ouvert",
    "Mémoire vive", "Les Ateliers du jeudi", "Parlons réseau", "Copier-Coller", "Un pas de souris",
    "La Prise multiple", "Toile commune", "L'Écran partagé", "Sans fil et sans peur",
)  # fmt: skip
THIRD_PLACES: Final = (
    "La Fabrique", "Le Bocal", "L'Escale", "La Grange", "Le Hangar", "La Manufacture", "Le Kiosque",
    "L'Atelier partagé", "La Filature", "La Halle", "Le Comptoir", "La Cabane", "Le Préau",
    "La Verrière", "Le Dock", "L'Entre-deux", "La Ruche", "Le Quai", "La Forge", "L'Étincelle",
    "La Coquille", "Le Phare", "La Serre", "Le Cube", "L'Imprimerie", "Le Lavoir",
)  # fmt: skip
WORKSHOPS: Final = (
    "La Bidouille", "Le Fablab'oratoire", "L'Atelier du faire", "La Machinerie", "Copeaux & Pixels",
    "Le Labo ouvert", "Fabrik'&co", "L'Établi", "La Boîte à outils", "Plug & Fab",
)  # fmt: skip
REUSE: Final = (
    "La Seconde Vie", "Le Grenier à puces", "Recycl'Ordi", "La Remise", "Rebranche !",
    "L'Ordi de mémé", "Le Bon Débarras", "Tout recommence",
)  # fmt: skip

STREETS: Final = (
    "rue des Tanneurs", "rue de la République", "avenue Jean-Jaurès", "place de la Mairie",
    "boulevard Gambetta", "impasse du Lavoir", "chemin de la Source", "allée des Tilleuls",
    "rue du Moulin", "rue des Écoles", "place du Marché", "rue Pasteur", "avenue de la Gare",
    "rue Voltaire", "rue du 8-Mai-1945", "rue du 11-Novembre", "place Saint-Martin",
    "rue de l'Abbé-Grégoire", "rue des Lilas", "rue Émile-Zola", "boulevard de la Liberté",
    "rue des Remparts", "rue Haute", "rue Basse", "rue de l'Hôpital", "place des Halles",
    "rue du Four", "rue de la Fontaine", "avenue du Général-de-Gaulle", "rue Victor-Hugo",
    "rue Louise-Michel", "rue des Cordeliers", "cours de la Liberté", "rue du Pont", "rue Neuve",
    "rue des Jardins", "allée des Acacias", "rue du Stade", "rue Marcel-Pagnol", "rue du Collège",
    "rue Sainte-Catherine", "avenue des Platanes", "rue George-Sand", "rue de Verdun",
    "square des Poètes", "rue du Château", "passage du Marché-Couvert", "rue de la Paix",
    "route de l'Ancien-Octroi", "rue de Belfort", "rue Pierre-et-Marie-Curie", "rue du Chemin-Vert",
    "place de l'Église", "rue des Artisans", "rue du Commerce", "avenue de l'Europe",
)  # fmt: skip
COMPLEMENTS: Final = (
    "Bâtiment B, 1er étage", "Derrière la mairie", "Entrée par la cour", "2e étage avec ascenseur",
    "Au fond du parking, à gauche", "Rez-de-chaussée", "Résidence Les Glycines, hall C",
    'Sonner à « Accueil »', 'Porte "Formation", au fond du couloir', "Face à l’arrêt de bus Mairie",
    "Maison des associations", "Salle 12", "Espace Beausoleil", "Ancienne école des filles",
    "Galerie marchande, local 7", "Passage entre la poste et la pharmacie",
)  # fmt: skip
LOCAL_LABELS: Final = (
    "Clic Sud", "Réseau des Passeurs numériques", "Numérique en Bretagne Sud", "Label Main tendue",
    "Relais des Possibles", "Terre d’accueil numérique", "Réseau Ch’ti Clic", "Quartiers connectés",
)  # fmt: skip


def of_town(name: str) -> str:
    """The town after *de*: ``de Sète``, ``d'Agde``, ``du Puy-en-Velay``, ``de La Mure``."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    silent = name[0] in "AEIOUÉÈÊÂÎ" or name.startswith(("Hazebrouck", "Hirson", "Hennebont"))
    return f"d'{name}" if silent else f"de {name}"
