package quantity

// The words of the languages of the interface, and of German and Persian
// neighbours where they cost a word. Each table is a text: a meaning, a colon,
// and the phrases for it, between bars. Longer phrases are tried first.

const boundWords = `
<=:up to|at most|no more than|not more than|a maximum of|bis zu|höchstens|maximal|nicht mehr als|jusqu'à|jusqu’à|au plus|au maximum|pas plus de|hasta|como máximo|no más de|a lo sumo|حتى|ما لا يزيد عن|على الأكثر|最多|至多|不超过
>=:at least|no less than|no fewer than|not less than|a minimum of|mindestens|nicht weniger als|au moins|pas moins de|al menos|por lo menos|no menos de|como mínimo|على الأقل|ما لا يقل عن|至少|不少于|最少
<:less than|fewer than|under|below|weniger als|unter|moins de|moins d'|moins d’|menos de|أقل من|不到|少于|不足
>:more than|over|above|exceeding|mehr als|über|plus de|plus d'|plus d’|más de|أكثر من|超过|多于|逾
~:about|around|roughly|approximately|nearly|almost|some|an estimated|estimated|circa|etwa|rund|ungefähr|ca.|knapp|fast|environ|près de|presque|quelque|unos|unas|alrededor de|cerca de|aproximadamente|casi|حوالي|نحو|زهاء|约|大约|将近|近`

// These stand behind the amount.
const boundsBehind = `
>=:or more|and more|oder mehr|ou plus|o más|أو أكثر|以上|+
<=:or less|or fewer|oder weniger|ou moins|o menos|أو أقل|以下|以内`

// Powers of ten that multiply what is before them.
const powerWords = `
2:hundred|hundert|cent|cents|مئة|百
3:thousand|tausend|mille|mil|k|tsd|الف|ألف|آلاف|هزار|千
4:万|萬
5:lakh|lakhs
6:million|millions|millionen|mio|millones|millón|m|mn|mln|مليون|ملايين|میلیون|百万
7:crore|crores
8:亿|億
9:billion|billions|bn|b|milliarde|milliarden|mrd|milliard|milliards|md|مليار|مليارات|میلیارد|十亿
12:trillion|trillions|tn|trn|billionen|تريليون|万亿`

// Words for numbers below a hundred.
const numberWords = `
0.5:half a|half an|ein halbes|eine halbe|un demi|medio|نصف
0:zero|null|zéro|cero|صفر
1:one|ein|eine|einen|einem|einer|eins|un|une|uno|una|واحد|一
2:two|zwei|deux|dos|اثنان|اثنين|二|两
3:three|drei|trois|tres|ثلاثة|ثلاث|三
4:four|vier|quatre|cuatro|أربعة|أربع|四
5:five|fünf|cinq|cinco|خمسة|خمس|五
6:six|sechs|seis|ستة|ست|六
7:seven|sieben|sept|siete|سبعة|سبع|七
8:eight|acht|huit|ocho|ثمانية|ثماني|八
9:nine|neun|neuf|nueve|تسعة|تسع|九
10:ten|zehn|dix|diez|عشرة|عشر|十
11:eleven|elf|onze|once
12:twelve|a dozen|dozen|zwölf|ein dutzend|douze|une douzaine|doce|una docena|十二
13:thirteen|dreizehn|treize|trece
14:fourteen|vierzehn|quatorze|catorce
15:fifteen|fünfzehn|quinze|quince|十五
16:sixteen|sechzehn|seize
17:seventeen|siebzehn
18:eighteen|achtzehn
19:nineteen|neunzehn
20:twenty|zwanzig|vingt|veinte|عشرون|عشرين|二十
30:thirty|dreißig|trente|treinta|ثلاثون|ثلاثين|三十
40:forty|vierzig|quarante|cuarenta|أربعون|四十
50:fifty|fünfzig|cinquante|cincuenta|خمسون|五十
60:sixty|sechzig|soixante|sesenta|六十
70:seventy|siebzig|septante|setenta|七十
80:eighty|achtzig|ochenta|八十
90:ninety|neunzig|noventa|九十`

// Units, each under one name. The signs of money may also stand before the
// amount.
const unitWords = `
USD:us$|$us|u.s. dollars|us dollars|us-dollar|dollars|dollar|dólares|دولار|دولارات|دلار|美元|$
EUR:euros|euro|یورو|يورو|欧元|€
GBP:pounds|pound|pfund|livres|libras|英镑|£
JPY:yen|日元|¥
CNY:yuan|renminbi|人民币|元
INR:rupees|rupee|₹
CHF:francs suisses|schweizer franken|franken
RUB:roubles|rubles|rubel|₽
IRR:rials|rial|ریال
ILS:shekels|shekel|₪
TRY:liras|lira|₺
%:percent|per cent|prozent|pour cent|por ciento|بالمئة|في المئة|درصد|٪|%
day:days|day|tage|tagen|tag|jours|jour|días|día|أيام|يوم|يوما|天|日
week:weeks|week|wochen|woche|semaines|semaine|semanas|semana
month:months|month|monate|monaten|monat|mois|meses|mes
year:years|year|jahre|jahren|jahr|ans|an|années|années|años|año|年
hour:hours|hour|stunden|stunde|heures|heure|horas|hora|小时
minute:minutes|minute|minuten|minutos|minuto
km:kilometres|kilometers|kilometre|kilometer|kilomètres|kilómetros|km|公里
m:metres|meters|metre|meter|mètres|metros
mile:miles|mile|meilen|milles|millas
kg:kilograms|kilogrammes|kilogramm|kilos|kg
t:tonnes|tonne|tons|ton|tonnen|toneladas|吨
person:people|persons|person|personen|menschen|personnes|personas|人`

// between are the words from one end of a range to the other.
const between = "–|—|-|to|and|bis|und|à|et|a|y|إلى|至|到"
