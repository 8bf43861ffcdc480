import { toBytes } from './encode.js'
import { png } from './pictures.js'
import { seededRandom } from './random.js'

/** A one-page PDF with the given lines of ASCII text. */
function pdf(lines) {
  const text = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join('\n')
  const stream = `BT /F1 12 Tf 15 TL 60 780 Td\n${text}\nET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let out = '%PDF-1.3\n'
  const offsets = objects.map((object, at) => {
    const offset = out.length
    out += `${at + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = out.length
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  out += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(out, 'latin1')
}

const text = (content, charset = 'us-ascii') => toBytes(content, charset)

const PATCHES = {
  'sowcal-leap.patch': `--- sowcal-0.3/sowcal.pl
+++ sowcal-0.4/sowcal.pl
@@ -41,7 +41,8 @@
 sub days_in {
     my ($month, $year) = @_;
-    return $month == 2 ? 28 : $DAYS[$month];
+    my $leap = ($year % 4 == 0 && $year % 100 != 0) || $year % 400 == 0;
+    return $month == 2 && $leap ? 29 : $DAYS[$month];
 }
 
 # Edith says: peas on the first dry day after this one, and not before.
`,
  'sowcal-south.patch': `--- sowcal-0.5/sowcal.pl
+++ sowcal-0.6/sowcal.pl
@@ -12,6 +12,10 @@
 my %opt = (zone => 7, frost => '05-15');
+# Half of the world sows in September. Thank you, Bea and Hamish.
+sub turned {
+    my $month = shift;
+    return $opt{south} ? ($month + 5) % 12 + 1 : $month;
+}
 
@@ -88,5 +92,5 @@
 for my $crop (sort keys %CROPS) {
-    next unless $CROPS{$crop}{month} == $month;
+    next unless $CROPS{$crop}{month} == turned($month);
     print "  $crop: $CROPS{$crop}{note}\\n";
 }
`,
  'valve-overflow.patch': `diff -u firmware-1.2/valve.c firmware-1.3/valve.c
--- firmware-1.2/valve.c
+++ firmware-1.3/valve.c
@@ -60,8 +60,10 @@
 void water(unsigned char valve, unsigned char minutes)
 {
-    unsigned char seconds = minutes * 60;
+    /* 5 * 60 does not fit into eight bits. The lettuce found out first. */
+    unsigned int seconds = minutes * 60u;
     open_valve(valve);
-    while (seconds-- > 0) wait_one_second();
+    while (seconds-- > 0 && !rain_sensor())
+        wait_one_second();
     close_valve(valve);
 }
`,
  'valve-winter.patch': `diff -u firmware-1.4/main.c firmware-1.5/main.c
--- firmware-1.4/main.c
+++ firmware-1.5/main.c
@@ -18,6 +18,8 @@
     for (;;) {
         read_clock(&now);
+        if (thermometer() < FROST_LIMIT)
+            continue; /* a sleeping garden needs no drink */
         for (valve = 0; valve < VALVES; valve++)
             if (due(valve, &now))
                 water(valve, plan[valve].minutes);
`,
}

const patch = (name) => ({
  type: 'text/x-patch',
  name,
  bytes: text(PATCHES[name]),
  cte: '7bit',
  disposition: 'inline',
})
const octets = (seed, length) => seededRandom(seed).bytes(length)

/** The attachments by the names that the thread files use. `form` says how the file name is written in the header. */
export const ATTACHMENTS = {
  leap: patch('sowcal-leap.patch'),
  south: patch('sowcal-south.patch'),
  overflow: patch('valve-overflow.patch'),
  winter: patch('valve-winter.patch'),
  tulip: { type: 'image/png', name: 'tulip.png', bytes: png('tulip') },
  snail: { type: 'image/png', name: 'the-culprit.png', bytes: png('snail') },
  pumpkin: { type: 'image/png', name: 'pumpkin with face.png', bytes: png('pumpkin') },
  pond: { type: 'image/png', name: 'tümpel.png', bytes: png('pond'), form: '2047', charset: 'iso-8859-1' },
  firmware: {
    type: 'application/octet-stream',
    name: 'Gießmeister-1.3.bin',
    bytes: octets('firmware 1.3', 1536),
    form: '2231',
    charset: 'iso-8859-1',
  },
  firmware5: {
    type: 'application/octet-stream',
    name: 'Bewässerung 1.5.bin',
    bytes: octets('firmware 1.5', 2048),
    form: '2047',
    charset: 'iso-8859-1',
  },
  longname: {
    type: 'application/octet-stream',
    name: 'список всех сортов картофеля, которые у нас не взошли (2004).dat',
    bytes: octets('potatoes', 700),
    form: '2231',
    charset: 'utf-8',
  },
  tea: {
    type: 'application/octet-stream',
    name: '庭の写真.jpg',
    bytes: octets('a photograph, or so we say', 900),
    form: '2047',
    charset: 'iso-2022-jp',
  },
  plan: {
    type: 'text/plain',
    name: 'bed-plan.txt',
    bytes: text(
      '+----------+----------+\n| garlic   | leeks    |\n| (Oct)    | (Apr)    |\n+----------+----------+\n| broad beans         |\n+----------+----------+\n',
    ),
    cte: '7bit',
  },
  seeds: {
    type: 'text/plain',
    name: 'lista de semillas.txt',
    bytes: text(
      'Tomate rosa de Barbastro\nBerenjena listada de Gandía\nPimiento de Padrón\nMelón piel de sapo\n',
      'windows-1252',
    ),
    textCharset: 'windows-1252',
    cte: 'qp',
  },
  csv: {
    type: 'text/csv',
    name: 'rain-2003.csv',
    bytes: text('month,mm\nJan,71\nFeb,48\nMar,39\nApr,52\nMay,60\nJun,44\nJul,12\nAug,9\n'),
    cte: '7bit',
  },
  leaflet: {
    type: 'application/pdf',
    name: 'compost-leaflet.pdf',
    bytes: pdf([
      'COMPOST: A LOVE STORY',
      '',
      'Two parts brown, one part green.',
      'Turn it when you are cross with somebody.',
      'It is ready when it smells like a wood (not like a drain).',
    ]),
  },
  menu: {
    type: 'application/pdf',
    name: 'menú de la cosecha.pdf',
    bytes: pdf(['Harvest supper, 2005', 'Gazpacho. Borscht. Pumpkin pie.', 'Marrow (compulsory).']),
    form: '2231',
    charset: 'utf-8',
  },
}
