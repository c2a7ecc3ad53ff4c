import Testing
import WickDomain

@testable import WickNews

/// A ledger that can be asked from inside of an expectation.
private final class KeptLedger {
    private var ledger: HeadlineLedger

    init(limit: Int = HeadlineLedger.maximumHeadlines) { ledger = HeadlineLedger(limit: limit) }

    var counts: HeadlineLedger.Counts { ledger.counts }

    func add(_ entry: FeedEntry, source: String, seen: Timestamp) -> Headline? {
        ledger.add(entry, source: source, seen: seen)
    }
}

@Suite struct HeadlineLedgerTests {
    private let noon = Timestamp(seconds: 1_772_452_800)

    private func entry(_ title: String, id: String? = nil, url: String? = nil) -> FeedEntry {
        FeedEntry(id: id, title: title, url: url)
    }

    @Test func theSameGuidIsTheSameHeadline() {
        let ledger = KeptLedger()
        let first = ledger.add(entry("Bitcoin rises again", id: "1"), source: "a", seen: noon)
        #expect(first?.version == 1)
        #expect(ledger.add(entry("Bitcoin rises again", id: "1"), source: "a", seen: noon + .seconds(60)) == nil)
        #expect(ledger.counts.repeats == 1)
    }

    @Test func anEditedTitleIsANewVersion() throws {
        let ledger = KeptLedger()
        let first = try #require(ledger.add(entry("Exchange halts trading", id: "1"), source: "a", seen: noon))
        let later = noon + .seconds(600)
        let second = try #require(ledger.add(entry("Exchange resumes trading", id: "1"), source: "a", seen: later))
        #expect(second.id == first.id)
        #expect(second.version == 2)
        #expect(second.seenTime == later)
        #expect(ledger.add(entry("Exchange resumes trading", id: "1"), source: "a", seen: later + .seconds(60)) == nil)
    }

    @Test func addressesAreTheSameUnderTheirDecorations() {
        let plain = HeadlineAddress.normalized("https://news.example/story")
        for other in [
            "http://www.news.example/story/", "https://NEWS.example/story#top",
            "https://news.example/story?utm_source=rss&utm_medium=x",
            "https://news.example:443/story?fbclid=1",
        ] {
            #expect(HeadlineAddress.normalized(other) == plain, "\(other)")
        }
        #expect(HeadlineAddress.normalized("https://news.example/story?id=2") != plain)
        #expect(HeadlineAddress.normalized("https://news.example/Story") != plain)
        #expect(
            HeadlineAddress.normalized("https://a.example/?b=1&a=2")
                == HeadlineAddress.normalized("https://a.example?a=2&b=1"))
    }

    @Test func anotherFeedsWordsForTheSameStoryAreNoEdit() {
        let ledger = KeptLedger()
        #expect(ledger.add(entry("Short", url: "https://n.example/1"), source: "a", seen: noon) != nil)
        #expect(
            ledger.add(entry("A longer one", url: "https://n.example/1?utm_source=b"), source: "b", seen: noon) == nil)
        #expect(ledger.add(entry("Short", url: "https://n.example/1"), source: "a", seen: noon) == nil)
        #expect(ledger.counts.headlines == 1)
    }

    @Test func aTitleIsKnownForADay() {
        let ledger = KeptLedger()
        let title = "Bitcoin price analysis for today"
        #expect(ledger.add(entry(title, id: "1"), source: "a", seen: noon) != nil)
        #expect(
            ledger.add(entry("BITCOIN price analysis, for today!", id: "2"), source: "b", seen: noon + .seconds(86_400))
                == nil)
        #expect(ledger.add(entry(title, id: "3"), source: "b", seen: noon + .seconds(86_401)) != nil)
    }

    @Test func shortTitlesAndFrontPagesSayNothingOfIdentity() {
        let ledger = KeptLedger()
        for id in ["1", "2"] {
            #expect(ledger.add(entry("Update", id: id, url: "https://n.example/"), source: "a", seen: noon) != nil)
        }
    }

    @Test func idsAreTheSameFromEveryRun() throws {
        let one = KeptLedger()
        let two = KeptLedger(limit: 3)
        let item = entry("Ether gains on upgrade", id: "x9", url: "https://n.example/9")
        for number in 0..<5 { _ = two.add(entry("Filler story number \(number)"), source: "b", seen: noon) }
        let id = try #require(one.add(item, source: "a", seen: noon)?.id)
        #expect(two.add(item, source: "a", seen: noon + .seconds(7200))?.id == id)
        #expect(id.count == 20)
    }

    @Test func memoryIsBoundedAndTheOldestIsForgotten() {
        let ledger = KeptLedger(limit: 100)
        for number in 0..<1000 {
            #expect(ledger.add(entry("Numbered story \(number)", id: "\(number)"), source: "a", seen: noon) != nil)
        }
        #expect(ledger.add(entry("Numbered story 999", id: "999"), source: "a", seen: noon) == nil)
        #expect(ledger.add(entry("Numbered story 5", id: "5"), source: "a", seen: noon) != nil)
    }

    @Test func aTitleWithAClockInItIsGivenUp() {
        let ledger = KeptLedger()
        var versions = 0
        for minute in 0..<200 {
            if ledger.add(entry("Live blog, minute \(minute)", id: "1"), source: "a", seen: noon) != nil {
                versions += 1
            }
        }
        #expect(versions == HeadlineLedger.maximumVersions)
    }
}
