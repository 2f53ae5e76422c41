package text

import (
	"strings"

	"pgregory.net/rapid"
)

// hard are pieces of text that tools for annotation are known to trip over, and
// at least one character for every rule of UAX #29.
var hard = []string{
	// Words, apostrophes, numbers.
	"a", "s", "l", "S", "Iran", "Iran’s", "l’Iran", "qu'il", "O’Brien", "don’t", "10,000.5", "7", "½", "'", "’", "_", ".", ",", ":", "\"", "-", "—", "“x”", "$", "%", "(",
	// White space and what readers of files take for it.
	" ", "  ", "\t", "\n", "\r\n", "\r", "\v", "\f", "\x00", "\x1c", "\x1f", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u2029", "\u202f", "\u3000", " \u0301",
	// What cannot be seen.
	"\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\ufe0f",
	// Marks and prefixes.
	"é", "e\u0301", "\u0301", "\u0308", "\u20dd", "\u0600", "\u06dd", "\U000110bd", "\u0d4e",
	// Emoji and their parts.
	"👩‍👩‍👧", "👩", "🇮🇷🇵🇰", "🇮", "1️⃣", "#️⃣", "\u20e3", "👍🏽", "🏽", "🏴\U000e0067\U000e0062\U000e007f", "ℹ️", "🅰️", "©", "Ⓜ",
	// Scripts.
	"طهران", "لاریجانی", "بيت", "צה\"ל", "בית", "א", "״", "东京", "漢", "。", "ひらがな", "カタカナ", "カ", "ｶﾞ", "ﾞ", "กรุงเทพ", "กำ", "ำ", "ລຳ",
	"नमस्ते", "क", "्", "ষ", "ស្ត្រី", "\u17d2", "မြန်မာ", "각", "ᄀ", "ᅡ", "ᆨ", "가", "ꡀ", "𐐀", "\U0001e900",
}

// hardText draws a text of hard pieces, now and then of any characters at all,
// and now and then between plain ones, in which borders can be told locally.
func hardText(t *rapid.T) string {
	pieces := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom(hard),
		rapid.SampledFrom(hard),
		rapid.StringN(1, 3, -1),
	), 0, 30).Draw(t, "pieces")
	s := strings.Join(pieces, "")
	if rapid.Bool().Draw(t, "long") {
		s = strings.Repeat("plain words "+s+" 东京と北京 ", 8)
	}
	return s
}

func hardSpan(t *rapid.T, s string) Span {
	at := rapid.IntRange(-1, len(s)+1)
	return Span{Byte(at.Draw(t, "start")), Byte(at.Draw(t, "end"))}
}
