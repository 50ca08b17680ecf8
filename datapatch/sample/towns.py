"""Towns of four French regions, where the invented places stand.

Names, postcodes, INSEE codes and coordinates (WGS 84 degrees, centre of the town) are facts;
nothing else in the sample is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Town:
    """A commune, or one arrondissement of Lyon. ``weight`` says how many places it gets."""

    name: str
    postcode: str
    insee: str
    latitude: float
    longitude: float
    weight: int
    region: str

    @property
    def department(self) -> str:
        """The two digits of the department."""
        return self.insee[:2]


_OCCITANIE = """
Foix|09000|09122|42.9653|1.6078|2
Pamiers|09100|09225|43.1161|1.6108|2
Saint-Girons|09200|09261|42.9853|1.1467|1
Carcassonne|11000|11069|43.2130|2.3491|4
Narbonne|11100|11262|43.1839|3.0042|4
Limoux|11300|11206|43.0547|2.2206|1
Castelnaudary|11400|11076|43.3181|1.9542|1
Rodez|12000|12202|44.3506|2.5750|3
Millau|12100|12145|44.0986|3.0783|2
Villefranche-de-Rouergue|12200|12300|44.3525|2.0358|1
Nîmes|30000|30189|43.8367|4.3601|6
Alès|30100|30007|44.1250|4.0817|3
Bagnols-sur-Cèze|30200|30028|44.1622|4.6194|2
Le Vigan|30120|30350|43.9933|3.6050|1
Toulouse|31000|31555|43.6045|1.4442|9
Muret|31600|31395|43.4608|1.3267|2
Saint-Gaudens|31800|31483|43.1081|0.7233|1
Colomiers|31770|31149|43.6114|1.3347|3
Auch|32000|32013|43.6464|0.5856|2
Condom|32100|32107|43.9575|0.3719|1
Mirande|32300|32256|43.5158|0.4044|1
Montpellier|34000|34172|43.6108|3.8767|8
Sète|34200|34301|43.4028|3.6928|4
Béziers|34500|34032|43.3442|3.2158|4
Lunel|34400|34145|43.6747|4.1353|2
Lodève|34700|34142|43.7317|3.3183|1
Agde|34300|34003|43.3108|3.4758|2
Clermont-l'Hérault|34800|34079|43.6269|3.4322|1
Cahors|46000|46042|44.4475|1.4419|2
Figeac|46100|46102|44.6086|2.0317|1
Gourdon|46300|46127|44.7369|1.3836|1
Mende|48000|48095|44.5178|3.5006|2
Florac Trois Rivières|48400|48061|44.3239|3.5936|1
Tarbes|65000|65440|43.2328|0.0781|3
Lourdes|65100|65286|43.0947|-0.0458|1
Bagnères-de-Bigorre|65200|65059|43.0650|0.1497|1
Perpignan|66000|66136|42.6986|2.8956|5
Prades|66500|66149|42.6175|2.4217|1
Céret|66400|66049|42.4850|2.7483|1
Albi|81000|81004|43.9289|2.1480|3
Castres|81100|81065|43.6061|2.2419|3
Mazamet|81200|81163|43.4911|2.3736|1
Montauban|82000|82121|44.0181|1.3558|3
Castelsarrasin|82100|82033|44.0397|1.1072|1
"""

_BRETAGNE = """
Saint-Brieuc|22000|22278|48.5142|-2.7658|4
Lannion|22300|22113|48.7328|-3.4597|2
Dinan|22100|22050|48.4558|-2.0503|2
Guingamp|22200|22070|48.5625|-3.1508|2
Loudéac|22600|22136|48.1781|-2.7547|1
Paimpol|22500|22162|48.7792|-3.0461|1
Lamballe-Armor|22400|22093|48.4686|-2.5161|2
Rostrenen|22110|22266|48.2375|-3.3161|1
Brest|29200|29019|48.3903|-4.4861|7
Quimper|29000|29232|47.9961|-4.0978|4
Morlaix|29600|29151|48.5775|-3.8283|2
Concarneau|29900|29039|47.8750|-3.9189|2
Quimperlé|29300|29233|47.8728|-3.5497|1
Châteaulin|29150|29026|48.1972|-4.0903|1
Carhaix-Plouguer|29270|29024|48.2764|-3.5731|1
Landerneau|29800|29103|48.4508|-4.2486|2
Douarnenez|29100|29046|48.0925|-4.3300|1
Crozon|29160|29042|48.2461|-4.4897|1
Landivisiau|29400|29105|48.5083|-4.0697|1
Rennes|35000|35238|48.1147|-1.6794|8
Saint-Malo|35400|35288|48.6497|-2.0058|3
Fougères|35300|35115|48.3519|-1.1992|2
Vitré|35500|35360|48.1239|-1.2094|2
Redon|35600|35236|47.6517|-2.0847|1
Bruz|35170|35047|48.0242|-1.7461|1
Cesson-Sévigné|35510|35051|48.1214|-1.6033|2
Dol-de-Bretagne|35120|35095|48.5500|-1.7500|1
Vannes|56000|56260|47.6559|-2.7603|4
Lorient|56100|56121|47.7486|-3.3664|4
Pontivy|56300|56178|48.0686|-2.9636|2
Auray|56400|56007|47.6678|-2.9825|1
Ploërmel|56800|56165|47.9322|-2.3978|1
Lanester|56600|56098|47.7642|-3.3422|2
Hennebont|56700|56083|47.8042|-3.2792|1
Questembert|56230|56184|47.6614|-2.4531|1
Gourin|56110|56066|48.1392|-3.6058|1
"""

_HAUTS_DE_FRANCE = """
Laon|02000|02408|49.5639|3.6244|2
Saint-Quentin|02100|02691|49.8486|3.2864|4
Soissons|02200|02722|49.3817|3.3236|2
Château-Thierry|02400|02168|49.0464|3.4031|1
Vervins|02140|02789|49.8350|3.9092|1
Hirson|02500|02381|49.9211|4.0842|1
Lille|59000|59350|50.6292|3.0573|8
Roubaix|59100|59512|50.6901|3.1817|5
Tourcoing|59200|59599|50.7239|3.1612|4
Dunkerque|59140|59183|51.0304|2.3768|4
Valenciennes|59300|59606|50.3579|3.5234|3
Douai|59500|59178|50.3703|3.0792|3
Cambrai|59400|59122|50.1760|3.2342|2
Avesnes-sur-Helpe|59440|59036|50.1236|3.9311|1
Maubeuge|59600|59392|50.2778|3.9728|2
Hazebrouck|59190|59295|50.7236|2.5383|1
Armentières|59280|59017|50.6867|2.8811|2
Denain|59220|59172|50.3292|3.3942|1
Fourmies|59610|59249|50.0164|4.0489|1
Arras|62000|62041|50.2910|2.7775|3
Calais|62100|62193|50.9463|1.8587|4
Boulogne-sur-Mer|62200|62160|50.7256|1.6139|3
Lens|62300|62498|50.4289|2.8319|3
Béthune|62400|62119|50.5303|2.6408|2
Saint-Omer|62500|62765|50.7486|2.2614|1
Berck|62600|62108|50.4069|1.5939|1
Hénin-Beaumont|62110|62427|50.4217|2.9497|2
Bruay-la-Buissière|62700|62178|50.4814|2.5483|1
Liévin|62800|62510|50.4228|2.7864|2
Beauvais|60000|60057|49.4295|2.0807|3
Compiègne|60200|60159|49.4179|2.8261|3
Senlis|60300|60612|49.2069|2.5864|1
Clermont|60600|60157|49.3789|2.4136|1
Creil|60100|60175|49.2583|2.4833|2
Noyon|60400|60471|49.5806|3.0003|1
Crépy-en-Valois|60800|60176|49.2347|2.8881|1
Amiens|80000|80021|49.8941|2.2958|6
Abbeville|80100|80001|50.1058|1.8339|2
Péronne|80200|80620|49.9317|2.9358|1
Montdidier|80500|80561|49.6483|2.5700|1
Albert|80300|80016|50.0014|2.6517|1
Doullens|80600|80253|50.1572|2.3408|1
"""

_AUVERGNE_RHONE_ALPES = """
Bourg-en-Bresse|01000|01053|46.2056|5.2256|3
Belley|01300|01034|45.7592|5.6881|1
Oyonnax|01100|01283|46.2561|5.6556|2
Ambérieu-en-Bugey|01500|01004|45.9586|5.3592|1
Moulins|03000|03190|46.5647|3.3325|2
Montluçon|03100|03185|46.3403|2.6028|3
Vichy|03200|03310|46.1272|3.4267|2
Privas|07000|07186|44.7353|4.5986|1
Annonay|07100|07010|45.2397|4.6706|2
Aubenas|07200|07019|44.6197|4.3906|1
Aurillac|15000|15014|44.9261|2.4406|2
Saint-Flour|15100|15187|45.0336|3.0931|1
Valence|26000|26362|44.9333|4.8922|4
Romans-sur-Isère|26100|26281|45.0458|5.0500|2
Montélimar|26200|26198|44.5581|4.7508|2
Die|26150|26113|44.7531|5.3700|1
Nyons|26110|26220|44.3606|5.1406|1
Grenoble|38000|38185|45.1885|5.7245|7
Vienne|38200|38544|45.5256|4.8742|2
Bourgoin-Jallieu|38300|38053|45.5858|5.2739|2
Voiron|38500|38563|45.3642|5.5908|1
La Mure|38350|38269|44.9017|5.7878|1
Échirolles|38130|38151|45.1436|5.7183|2
Saint-Étienne|42000|42218|45.4397|4.3872|6
Roanne|42300|42187|46.0361|4.0681|3
Montbrison|42600|42147|45.6075|4.0653|1
Le Puy-en-Velay|43000|43157|45.0433|3.8850|2
Brioude|43100|43040|45.2942|3.3842|1
Clermont-Ferrand|63000|63113|45.7797|3.0869|6
Thiers|63300|63430|45.8564|3.5478|1
Issoire|63500|63178|45.5439|3.2489|1
Lyon|69003|69383|45.7597|4.8550|4
Lyon|69007|69387|45.7386|4.8400|3
Lyon|69009|69389|45.7783|4.8033|3
Villeurbanne|69100|69266|45.7667|4.8800|5
Vénissieux|69200|69259|45.6978|4.8861|3
Villefranche-sur-Saône|69400|69264|45.9864|4.7261|2
Vaulx-en-Velin|69120|69256|45.7772|4.9203|3
Chambéry|73000|73065|45.5667|5.9208|3
Albertville|73200|73011|45.6758|6.3925|1
Aix-les-Bains|73100|73008|45.6886|5.9153|2
Annecy|74000|74010|45.8992|6.1294|4
Thonon-les-Bains|74200|74281|46.3706|6.4797|2
Bonneville|74130|74042|46.0786|6.4008|1
"""


def _parse(region: str, lines: str) -> tuple[Town, ...]:
    cells = (line.split("|") for line in lines.split("\n") if line)
    return tuple(
        Town(name, postcode, insee, float(latitude), float(longitude), int(weight), region)
        for name, postcode, insee, latitude, longitude, weight in cells
    )


TOWNS: tuple[Town, ...] = (
    *_parse("Auvergne-Rhône-Alpes", _AUVERGNE_RHONE_ALPES),
    *_parse("Bretagne", _BRETAGNE),
    *_parse("Hauts-de-France", _HAUTS_DE_FRANCE),
    *_parse("Occitanie", _OCCITANIE),
)
"""Every town, by region in alphabetical order."""


def town(name: str) -> Town:
    """The first town of that name. Raises ``StopIteration`` when there is none."""
    return next(place for place in TOWNS if place.name == name)


def town_at(postcode: str) -> Town:
    """The town with that postcode. Raises ``StopIteration`` when there is none."""
    return next(place for place in TOWNS if place.postcode == postcode)
