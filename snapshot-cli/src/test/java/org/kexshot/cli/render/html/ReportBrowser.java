package org.kexshot.cli.render.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen, in which a test reads a report. */
final class ReportBrowser implements AutoCloseable {
  private static final File BROWSER = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");

  private final ChromeDriver driver;

  ReportBrowser() {
    assertThat(BROWSER).as("package chromium").exists();
    assertThat(DRIVER).as("package chromium-driver").exists();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER);
    // Root has no sandbox; the page is the test's own.
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--window-size=1280,1000",
        "--force-device-scale-factor=1");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build(),
            options);
  }

  /** Opens a file, and waits until its map is drawn, if it has one. */
  void open(Path page) {
    driver.get(page.toUri().toString());
    driver.executeAsyncScript(
        "const done = arguments[0];"
            + "const look = () => (document.getElementById('map-canvas')?.width ?? 301) > 300"
            + " ? done() : setTimeout(look, 20);"
            + "look();");
    settle();
  }

  /** Waits until two frames were painted. */
  void settle() {
    driver.executeAsyncScript(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
  }

  Object script(String text, Object... arguments) {
    return driver.executeScript(text, arguments);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** The element that has the focus. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  Actions act() {
    return new Actions(driver);
  }

  /**
   * What the browser complained of since it was asked last: errors of scripts, and the policy's.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Makes the system prefer dark or light. */
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    settle();
  }

  /** Keeps a picture of what is in view. */
  void keepPicture(String name) throws IOException {
    settle();
    Path directory = Files.createDirectories(Path.of("target/report"));
    Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  /** Serious and critical findings of axe-core, one a line. */
  @SuppressWarnings("unchecked")
  List<String> barriers() throws IOException {
    try (InputStream axe = ReportBrowser.class.getResourceAsStream("/axe.min.js")) {
      script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<String>)
        driver.executeAsyncScript(
            "const done = arguments[0];"
                + "axe.run(document, { resultTypes: ['violations'] }).then((found) => done("
                + "found.violations.filter((one) => ['serious', 'critical'].includes(one.impact))"
                + ".map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)))");
  }

  @Override
  public void close() {
    driver.quit();
  }
}
