#!/bin/sh
# Draws figures by the number of snapshots, as an SVG, e.g. of `list`:
#   docs/benchmarks/plot.sh 'Processor seconds of kexshot list' <figures.txt >docs/benchmarks/list.svg
# Lines are NUMBER FIGURE; that of number 0, if there is one, is Java's start alone. The axis of numbers is logarithmic.
exec awk -v title="$1" '
  $1 == 0 { start = $2; next }
  { n[++points] = $1; s[points] = $2; if ($2 > most) most = $2 }
  function x(number) { return 70 + 420 * log(number) / log(10000) }
  function y(seconds) { return 260 - 220 * seconds / (most * 1.1) }
  END {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"540\" height=\"310\" font-family=\"sans-serif\" font-size=\"12\">"
    print "<title>" title "</title>"
    print "<rect width=\"540\" height=\"310\" fill=\"white\"/>"
    print "<text x=\"70\" y=\"22\">" title ", by snapshots in the repository</text>"
    print "<path d=\"M70 40V260H500\" fill=\"none\" stroke=\"black\"/>"
    for (tick = 1; tick <= 10000; tick *= 10)
      printf "<text x=\"%.0f\" y=\"278\" text-anchor=\"middle\">%d</text>\n", x(tick), tick
    for (i = 0; i <= 4; i++)
      printf "<text x=\"62\" y=\"%.0f\" text-anchor=\"end\">%.2f</text>\n", y(most * i / 4) + 4, most * i / 4
    if (start)
      printf "<path d=\"M70 %.0fH500\" stroke=\"grey\" stroke-dasharray=\"4\"/>", y(start)
    if (start)
      printf "<text x=\"500\" y=\"%.0f\" text-anchor=\"end\" fill=\"grey\">Java starts: %.2f s</text>\n", y(start) + 14, start
    line = "M"
    for (i = 1; i <= points; i++) {
      line = line sprintf("%.0f %.0f ", x(n[i]), y(s[i]))
      printf "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"3\" fill=\"#06c\"/>\n", x(n[i]), y(s[i])
      printf "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%.2f</text>\n", x(n[i]), y(s[i]) - 8, s[i]
    }
    printf "<path d=\"%s\" fill=\"none\" stroke=\"#06c\"/>\n</svg>\n", line
  }'
