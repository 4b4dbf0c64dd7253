package org.kexshot.cli.render.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.render.html.series.ExampleSeries;
import org.kexshot.cli.render.html.series.HostileSeries;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.WheelInput.ScrollOrigin;

/** A report of two images whose names are hostile, in a browser. */
class HtmlReportIT {
  @TempDir private static Path directory;
  private static ReportBrowser browser;
  private static Path page;

  @BeforeAll
  static void writeReport() throws Exception {
    page = directory.resolve("report.html");
    Files.writeString(page, HostileImages.report());
    browser = new ReportBrowser();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.prefer("light");
    browser.open(page);
  }

  private static String frame() {
    browser.settle();
    return browser.find("#map-frame").getText().replaceAll("\\s+", " ");
  }

  private static String drawn() {
    browser.settle();
    return (String) browser.script("return document.getElementById('map-canvas').toDataURL()");
  }

  private static void clickMap(int x, int y) {
    browser.act().moveToElement(browser.find("#map-canvas"), x, y).click().perform();
  }

  private static List<String> shownRows(String table) {
    return browser.all("#" + table + " tbody tr").stream()
        .filter(WebElement::isDisplayed)
        .map(WebElement::getText)
        .toList();
  }

  @Test
  void nothingThatAnImageHoldsRuns() {
    browser.script("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    browser.find("#map-next").click();
    browser.act().moveToElement(browser.find("#map-canvas"), 40, 40).perform();
    browser.settle();
    assertThat(browser.script("return typeof window." + HostileImages.FLAG)).isEqualTo("undefined");
    assertThat(browser.all("main img, main script, main a[href^=javascript]")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  /** A page of a series has charts in place of a map; it is read by keyboard in either theme. */
  @Test
  void aPageOfASeriesIsUsedByKeyboard() throws Exception {
    Path series = directory.resolve("series.html");
    Files.writeString(series, HostileSeries.report());
    browser.open(series);
    assertThat(browser.script("return typeof window." + HostileImages.FLAG)).isEqualTo("undefined");
    assertThat(browser.all("main img, main script")).isEmpty();
    assertThat(browser.all("#leaks svg[role=img][aria-label]")).isNotEmpty();
    browser.find("#amounts details > summary").sendKeys(Keys.ENTER);
    assertThat(browser.find("#amounts figure svg").isDisplayed()).isTrue();
    browser.find("#lives input.filter").sendKeys("17<");
    assertThat(shownRows("lives")).hasSize(1);
    String light =
        (String) browser.script("return getComputedStyle(document.body).backgroundColor");
    browser.find("#theme").sendKeys(Keys.SPACE);
    assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
        .isNotEqualTo(light);
    assertThat(browser.complaints()).isEmpty();
  }

  /** Its first leak opens to a chart of each amount that grew with it. */
  @Test
  void aPageOfASeriesShowsHowALeakGrew() throws Exception {
    Path series = directory.resolve("example.html");
    Files.writeString(series, ExampleSeries.report());
    browser.open(series);
    assertThat(browser.find("#leaks").getText()).contains("open files of 1207 relayd");
    assertThat(browser.all("#leaks svg[role=img]")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(browser.complaints()).isEmpty();
    browser.keepPicture("series");
  }

  /** What the page's escaping let through, the browser would not run. */
  @Test
  void thePolicyStopsWhatThePageIsNot() {
    browser.script(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked=1\">');"
            + "const script = document.createElement('script');"
            + "script.textContent = 'window.hacked = 1';"
            + "document.body.append(script);");
    browser.settle();
    assertThat(browser.script("return typeof window." + HostileImages.FLAG)).isEqualTo("undefined");
    assertThat(browser.complaints())
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            complaint -> assertThat(complaint).containsIgnoringCase("Content Security Policy"));
  }

  @Test
  void zoomsTheMapAndTellsOfAFrame() throws Exception {
    String whole = drawn();
    clickMap(0, 0);
    String middle = frame();
    assertThat(middle).startsWith("Frame ").contains("Address 0x").contains("Owner ");
    clickMap(60, 45);
    String beside = frame();
    assertThat(beside).isNotEqualTo(middle);

    browser.find("#map-whole").click();
    browser.act().sendKeys(browser.find("#map-canvas"), "++").perform();
    assertThat(drawn()).isNotEqualTo(whole);
    clickMap(60, 45);
    assertThat(frame()).startsWith("Frame ").isNotEqualTo(beside);

    browser.find("#map-whole").click();
    clickMap(60, 45);
    assertThat(frame()).isEqualTo(beside);
    String before = drawn();
    WebElement canvas = browser.find("#map-canvas");
    browser.act().scrollFromOrigin(ScrollOrigin.fromElement(canvas), 0, -600).perform();
    assertThat(drawn()).isNotEqualTo(before);
    before = drawn();
    browser.act().dragAndDropBy(canvas, 120, 60).perform();
    assertThat(drawn()).isNotEqualTo(before);
    browser.keepPicture("map");
  }

  @Test
  void saysOfAFrameWhatTheImagesSay() {
    WebElement goTo = browser.find("#map-goto");
    goTo.sendKeys("0x" + Long.toHexString(HostileImages.DATA_FRAME << 12), Keys.ENTER);
    assertThat(frame())
        .startsWith(
            "Frame %d Address 0x203000 Owner kernel data".formatted(HostileImages.DATA_FRAME))
        .endsWith("Contents changed");
    goTo.clear();
    goTo.sendKeys(Long.toString(HostileImages.SLAB_FRAME), Keys.ENTER);
    assertThat(frame())
        .contains("Owner slab")
        .contains("Name " + HostileImages.NAMES.get(3))
        .endsWith("Contents changed");
    goTo.clear();
    goTo.sendKeys("nowhere", Keys.ENTER);
    assertThat(goTo.getDomAttribute("aria-invalid")).isEqualTo("true");
  }

  @Test
  void theMapIsUsedByKeyboard() {
    WebElement canvas = browser.find("#map-canvas");
    canvas.sendKeys("n");
    String first = frame();
    assertThat(first).contains("changed");
    canvas.sendKeys("n");
    assertThat(frame()).contains("changed").isNotEqualTo(first);
    canvas.sendKeys("p");
    assertThat(frame()).isEqualTo(first);
    canvas.sendKeys(Keys.ARROW_DOWN);
    assertThat(frame()).isNotEqualTo(first);
    canvas.sendKeys(Keys.ARROW_UP);
    assertThat(frame()).isEqualTo(first);
    String before = drawn();
    canvas.sendKeys(Keys.chord(Keys.SHIFT, Keys.ARROW_LEFT));
    assertThat(drawn()).isNotEqualTo(before);
  }

  @Test
  void anOwnerIsShownAlone() {
    String all = drawn();
    WebElement slab = browser.find(".legend .kind-slab").findElement(By.xpath("./.."));
    slab.sendKeys(Keys.SPACE);
    assertThat(slab.getDomAttribute("aria-pressed")).isEqualTo("true");
    assertThat(drawn()).isNotEqualTo(all);
    browser.find("#map-canvas").sendKeys("n");
    assertThat(frame()).contains("Owner slab");
    browser.find("#map-whole").click();
  }

  @Test
  void aTableIsFilteredAndSortedByKeyboard() {
    browser.find("#kinds details > summary").sendKeys(Keys.ENTER);
    assertThat(shownRows("modules")).hasSize(20);
    WebElement filter = browser.find("#modules input.filter");
    filter.sendKeys("plain_1 came");
    assertThat(shownRows("modules")).hasSize(10).allMatch(row -> row.contains("plain_1"));
    assertThat(browser.find("#modules-count").getText()).isEqualTo("10 of 20 rows");

    filter.sendKeys(Keys.TAB, Keys.TAB);
    while (!browser.focused().getText().contains("MODULE")) {
      assertThat(browser.focused().getTagName()).isEqualTo("button");
      browser.focused().sendKeys(Keys.TAB);
    }
    WebElement heading = browser.focused().findElement(By.xpath("./.."));
    List<String> ascending = shownRows("modules");
    browser.focused().sendKeys(Keys.ENTER, Keys.ENTER);
    assertThat(heading.getDomAttribute("aria-sort")).isEqualTo("descending");
    assertThat(shownRows("modules")).isNotEqualTo(ascending).hasSize(10);
    browser.focused().sendKeys(Keys.ENTER);
    assertThat(heading.getDomAttribute("aria-sort")).isEqualTo("ascending");
    assertThat(shownRows("modules")).isEqualTo(ascending);
  }

  @Test
  void aRowLeadsToItsFrame() {
    WebElement link = browser.find("#symbols td.to-map a");
    link.sendKeys(Keys.ENTER);
    assertThat(frame()).startsWith("Frame " + HostileImages.DATA_FRAME);
    assertThat(browser.focused().getDomAttribute("id")).isEqualTo("map-canvas");
  }

  @Test
  void isLightOrDarkAsTheUserPrefersAndChooses() throws Exception {
    String ground = "return getComputedStyle(document.body).backgroundColor";
    WebElement theme = browser.find("#theme");
    assertThat(theme.getDomAttribute("aria-pressed")).isEqualTo("false");
    Object light = browser.script(ground);
    String map = drawn();
    browser.keepPicture("light");
    browser.prefer("dark");
    assertThat(theme.getDomAttribute("aria-pressed")).isEqualTo("true");
    Object dark = browser.script(ground);
    assertThat(dark).isNotEqualTo(light);
    assertThat(drawn()).isNotEqualTo(map);
    browser.keepPicture("dark");
    theme.click();
    assertThat(browser.script(ground)).isEqualTo(light);
    assertThat(theme.getDomAttribute("aria-pressed")).isEqualTo("false");
    assertThat(drawn()).isEqualTo(map);
  }

  @Test
  void hasNoBarriers() throws Exception {
    browser.script("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    browser.find("#map-next").click();
    assertThat(browser.barriers()).as("light").isEmpty();
    browser.find("#theme").click();
    browser.settle();
    assertThat(browser.barriers()).as("dark").isEmpty();
  }
}
