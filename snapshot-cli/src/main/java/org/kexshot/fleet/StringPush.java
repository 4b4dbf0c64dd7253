package org.kexshot.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.address.Page;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetPage;
import org.kexshot.index.fleet.PageQuery;
import org.kexshot.index.text.PageNumbers;
import org.kexshot.index.text.PageReader;
import org.kexshot.index.text.PageTexts;

/**
 * Makes a server's documents of strings what a repository's pages have, snapshot by snapshot and
 * portion by portion. What the server has is noted there after each of them. Of the portion at
 * which a push was interrupted the next one asks which documents came, so that none is sent twice.
 *
 * <p>Cost: each page that is not noted is read once. Memory: that of a portion, and of ranges of
 * page numbers. For one push.
 */
public final class StringPush {
  /** Pages after which the server notes that they are there: those of 64 MiB. */
  private static final int PORTION = 1 << 14;

  private final OpenSearchServer server;
  private final String index;
  private final FleetIndices indices;
  private final String repository;
  private final PageReader reader;
  private final ObjectPush.Progress progress;
  private final Consumer<String> told;
  private final BulkSender sender;
  private final byte[] bytes = new byte[Page.SIZE];

  private final PageNumbers unreadable = new PageNumbers();
  private String reason = "";
  private long total;
  private long done;
  private long sent;
  private long removed;

  /**
   * @param repository by what the server knows the repository from others
   * @param reader of the repository's pages
   * @param told is told that pages could not be read, and why
   */
  public StringPush(
      OpenSearchServer server,
      String repository,
      PageReader reader,
      ObjectPush.Progress progress,
      Consumer<String> told) {
    this.server = server;
    this.indices = new FleetIndices(server);
    this.index = indices.strings();
    this.repository = repository;
    this.reader = reader;
    this.progress = progress;
    this.told = told;
    this.sender = new BulkSender(server, index);
  }

  /**
   * Pushes.
   *
   * @param brought the pages that are to be there
   * @param living full ids of all snapshots that the repository has, damaged ones too; pages that
   *     others brought are removed. Empty to remove nothing
   * @param shards of an index of strings that is to be made
   * @throws FleetException if the server fails
   */
  public StringPushResult push(List<BroughtPages> brought, Optional<Set<String>> living, int shards)
      throws IOException {
    indices.prepareStrings(shards);
    indices.refresh(index);
    Map<String, Long> counts =
        indices.counts(index, PageQuery.of(repository), FleetFields.SNAPSHOT_ID);
    Map<String, StringNote> notes = StringNote.read(indices, repository);
    PageNumbers wanted = new PageNumbers();
    brought.forEach(each -> wanted.addAll(each.pages()));
    if (living.isPresent()) {
      Set<String> gone = new HashSet<>(counts.keySet());
      gone.addAll(notes.keySet());
      gone.removeAll(living.get());
      for (String snapshotId : gone) {
        remove(snapshotId, wanted);
      }
    }
    List<Unsent> unsent = new ArrayList<>();
    for (BroughtPages each : brought) {
      long there = counts.getOrDefault(each.snapshotId(), 0L);
      StringNote note = notes.getOrDefault(each.snapshotId(), StringNote.NONE);
      unsent.add(new Unsent(each, note.isOf(there) ? note : StringNote.NONE, there));
    }
    total = unsent.stream().mapToLong(each -> each.missing().count()).sum();
    for (Unsent each : unsent) {
      send(each);
    }
    indices.refresh(index);
    tellUnreadable();
    return new StringPushResult(
        wanted.count(),
        indices.count(index, PageQuery.of(repository)),
        sent,
        removed,
        unreadable.count(),
        server.bytesSent(),
        server.waits());
  }

  /**
   * Removes the pages of a snapshot that is no more; its note last, so that those of an interrupted
   * removal are not forgotten. A page that another snapshot holds, too, is sent again as one that
   * this one brought: its document named a snapshot that cannot be looked into.
   */
  private void remove(String snapshotId, PageNumbers wanted) throws IOException {
    indices.forEachNumber(
        index,
        PageQuery.broughtBy(snapshotId, repository),
        FleetFields.PAGE_NUMBER,
        number -> {
          sender.delete(FleetPage.id(repository, number));
          removed += wanted.contains(number) ? 0 : 1;
        });
    sender.delete(FleetPage.noteId(repository, snapshotId));
    sender.finish();
  }

  /**
   * What a snapshot brought, and what the server has of it.
   *
   * @param there documents
   */
  private record Unsent(BroughtPages brought, StringNote note, long there) {
    PageNumbers missing() {
      return brought.pages().without(note.pages());
    }
  }

  private void send(Unsent unsent) throws IOException {
    PageNumbers missing = unsent.missing();
    boolean isNoted = unsent.note().documents().isPresent() || unsent.brought().isEmpty();
    if (missing.count() == 0 && isNoted) {
      return;
    }
    String snapshotId = unsent.brought().snapshotId();
    PageNumbers there = new PageNumbers();
    there.addAll(unsent.note().pages());
    long before = sent;
    for (PageNumbers portion : missing.portions(PORTION)) {
      there.addAll(portion.without(send(portion, unsent.brought())));
      new StringNote(there, OptionalLong.empty()).write(snapshotId, repository, sender);
    }
    OptionalLong documents = OptionalLong.of(unsent.there() + sent - before);
    new StringNote(there, documents).write(snapshotId, repository, sender);
  }

  /** Sends a portion; those that could not be read are left. */
  private PageNumbers send(PageNumbers portion, BroughtPages from) throws IOException {
    PageNumbers failed = new PageNumbers();
    for (long[] range : portion.without(came(portion, from)).ranges()) {
      for (long number = range[0]; number < range[1]; number++) {
        if (isRead(number)) {
          send(number, from);
        } else {
          failed.add(number, number + 1);
        }
        progress.objects(++done, total);
      }
    }
    sender.finish();
    unreadable.addAll(failed);
    return failed;
  }

  /** Those of a portion that an interrupted push has sent. */
  private PageNumbers came(PageNumbers portion, BroughtPages from) throws IOException {
    List<long[]> ranges = portion.ranges();
    PageNumbers came = new PageNumbers();
    indices.forEachNumber(
        index,
        PageQuery.broughtBy(
            from.snapshotId(), repository, ranges.get(0)[0], ranges.get(ranges.size() - 1)[1] - 1),
        FleetFields.PAGE_NUMBER,
        number -> came.add(number, number + 1));
    return came;
  }

  private boolean isRead(long number) {
    try {
      reader.read(number, bytes);
      return true;
    } catch (IOException damaged) {
      reason = reason.isEmpty() ? damaged.getMessage() : reason;
      return false;
    }
  }

  private void send(long number, BroughtPages from) throws IOException {
    List<String> strings = PageTexts.of(bytes);
    if (!strings.isEmpty()) {
      FleetPage page =
          new FleetPage(
              repository, from.machine(), number, from.snapshotId(), from.label(), strings);
      sender.put(FleetPage.id(repository, number), JsonData.bytes(page.document()));
      sent++;
    }
  }

  private void tellUnreadable() {
    if (unreadable.count() > 0) {
      told.accept(
          "strings of %d pages are unknown, and not on the server: %s"
              .formatted(unreadable.count(), reason));
    }
  }
}
