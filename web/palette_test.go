package web_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// colour is one in linear light, from 0 to 1.
type colour [3]float64

func parse(t *testing.T, hex string) (c colour) {
	t.Helper()
	for i := range c {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c[i] = linear(float64(n) / 255)
	}
	return c
}

// linear and encoded are the two ways of sRGB, IEC 61966-2-1.
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func encoded(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// mixed is color-mix(in srgb, c share, d).
func (c colour) mixed(share float64, d colour) (m colour) {
	for i := range m {
		m[i] = linear(share*encoded(c[i]) + (1-share)*encoded(d[i]))
	}
	return m
}

// contrast is that of WCAG 2.2.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c colour) luminance() float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// sights are eyes without one kind of cones: Machado, Oliveira and Fernandes, «A
// Physiologically-based Model for Simulation of Color Vision Deficiency», 2009,
// severity 1.
var sights = map[string][3][3]float64{
	"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func (c colour) seen(by [3][3]float64) (s colour) {
	for i, row := range by {
		for j, share := range row {
			s[i] += share * c[j]
		}
		s[i] = min(1, max(0, s[i]))
	}
	return s
}

// lab is CIELAB for the white of D65.
func (c colour) lab() (l, a, b float64) {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return 116*y - 16, 500 * (x - y), 200 * (y - z)
}

func sin(degrees float64) float64 { return math.Sin(degrees * math.Pi / 180) }
func cos(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }

// apart is CIEDE2000 as Sharma, Wu and Dalal give it, 2005.
func apart(p, q [3]float64) float64 {
	mean := (math.Hypot(p[1], p[2]) + math.Hypot(q[1], q[2])) / 2
	g := 1.5 - 0.5*math.Sqrt(math.Pow(mean, 7)/(math.Pow(mean, 7)+math.Pow(25, 7)))
	polar := func(a, b float64) (chroma, hue float64) {
		if a == 0 && b == 0 {
			return 0, 0
		}
		return math.Hypot(a*g, b), math.Mod(math.Atan2(b, a*g)*180/math.Pi+360, 360)
	}
	c1, h1 := polar(p[1], p[2])
	c2, h2 := polar(q[1], q[2])
	dh := 0.0
	h := h1 + h2
	if c1*c2 != 0 {
		switch dh = h2 - h1; {
		case dh > 180:
			dh -= 360
		case dh < -180:
			dh += 360
		}
		switch {
		case math.Abs(h1-h2) <= 180:
			h /= 2
		case h < 360:
			h = (h + 360) / 2
		default:
			h = (h - 360) / 2
		}
	}
	dl, dc, dH := q[0]-p[0], c2-c1, 2*math.Sqrt(c1*c2)*sin(dh/2)
	l, c := (p[0]+q[0])/2, (c1+c2)/2
	tt := 1 - 0.17*cos(h-30) + 0.24*cos(2*h) + 0.32*cos(3*h+6) - 0.2*cos(4*h-63)
	sl := 1 + 0.015*(l-50)*(l-50)/math.Sqrt(20+(l-50)*(l-50))
	sc, sh := 1+0.045*c, 1+0.015*c*tt
	rt := -2 * math.Sqrt(math.Pow(c, 7)/(math.Pow(c, 7)+math.Pow(25, 7))) * sin(60*math.Exp(-(h-275)*(h-275)/625))
	return math.Sqrt(dl*dl/sl/sl + dc*dc/sc/sc + dH*dH/sh/sh + rt*dc/sc*dH/sh)
}

// TestApart holds CIEDE2000 to pairs of the data that Sharma, Wu and Dalal give to
// test it by.
func TestApart(t *testing.T) {
	for _, c := range []struct {
		p, q [3]float64
		want float64
	}{
		{[3]float64{50, 2.6772, -79.7751}, [3]float64{50, 0, -82.7485}, 2.0425},
		{[3]float64{50, 0, 0}, [3]float64{50, -1, 2}, 2.3669},
		{[3]float64{50, 2.49, -0.001}, [3]float64{50, -2.49, 0.0009}, 7.1792},
		{[3]float64{50, 2.5, 0}, [3]float64{73, 25, -18}, 27.1492},
		{[3]float64{50, 2.5, 0}, [3]float64{58, 24, 15}, 19.4535},
		{[3]float64{22.7233, 20.0904, -46.6940}, [3]float64{23.0331, 14.9730, -42.5619}, 2.0373},
		{[3]float64{90.8027, -2.0831, 1.4410}, [3]float64{91.1528, -1.6435, 0.0447}, 1.4441},
	} {
		if got := apart(c.p, c.q); math.Abs(got-c.want) > 0.0001 {
			t.Errorf("%v and %v are %.4f apart, want %.4f", c.p, c.q, got, c.want)
		}
	}
}

// Two colours that are 5 apart are two colours to anybody who looks: Mokrzycki and
// Tatol, «Color difference ΔE – A survey», 2011. The colours of the first four
// labels, which most projects have, are to be told apart at a glance.
const (
	leastApart = 5
	firstApart = 10
)

// themes are the values of the style, by theme.
func themes(t *testing.T) map[string]map[string]string {
	t.Helper()
	css, err := os.ReadFile("css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for name, begin := range map[string]string{"light": "\n:root {", "dark": `:root[data-theme="dark"] {`} {
		_, rest, ok := strings.Cut(string(css), begin)
		if !ok {
			t.Fatalf("the style has no %q", begin)
		}
		block, _, _ := strings.Cut(rest, "\n}")
		all[name] = map[string]string{}
		for _, m := range regexp.MustCompile(`--([\w-]+): ([^;]+);`).FindAllStringSubmatch(block, -1) {
			all[name][m[1]] = m[2]
		}
	}
	return all
}

// TestPalette: in both themes the name of each label is readable on the page, on
// panels and on its own tint, and so is the text on each tint (WCAG 2.2 AA, 4.5:1);
// and whatever cones an eye lacks, no two colours look the same.
func TestPalette(t *testing.T) {
	for theme, value := range themes(t) {
		paper, raised, ink := parse(t, value["paper"]), parse(t, value["raised"]), parse(t, value["ink"])
		percent, err := strconv.Atoi(strings.TrimSuffix(value["tint"], "%"))
		if err != nil {
			t.Fatal(err)
		}
		var hues []colour
		for i := 0; value[fmt.Sprint("h", i)] != ""; i++ {
			hues = append(hues, parse(t, value[fmt.Sprint("h", i)]))
		}
		if len(hues) != 12 {
			t.Errorf("%s: %d colours", theme, len(hues))
		}
		for i, c := range hues {
			tint, chosen := c.mixed(float64(percent)/100, paper), c.mixed(0.34, paper)
			for what, ratio := range map[string]float64{
				"on the page": contrast(c, paper), "on a panel": contrast(c, raised), "on its tint": contrast(c, tint),
				"the text on the tint": contrast(ink, tint), "the text when chosen": contrast(ink, chosen),
			} {
				if ratio < 4.5 {
					t.Errorf("%s: colour %d, %s: %.2f:1", theme, i+1, what, ratio)
				}
			}
		}
		for sight, matrix := range sights {
			for i := range hues {
				for j := range i {
					var p, q [3]float64
					p[0], p[1], p[2] = hues[i].seen(matrix).lab()
					q[0], q[1], q[2] = hues[j].seen(matrix).lab()
					least := float64(leastApart)
					if i < 4 {
						least = firstApart
					}
					if d := apart(p, q); d < least {
						t.Errorf("%s, %s: colours %d and %d are %.1f apart, want %v", theme, sight, j+1, i+1, d, least)
					}
				}
			}
		}
	}
}
