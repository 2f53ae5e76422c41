package e2e

import (
	"os"

	"github.com/chromedp/chromedp"
)

func (p *page) shot(name string) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	os.WriteFile(dir+"/"+name+".png", b, 0o644)
}
