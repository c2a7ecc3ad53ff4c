import Foundation
import Testing
import WickDomain
import WickFrames

@testable import WickNews

@Suite struct HeadlineImportTests {
    private struct Reading {
        var headlines: [Headline] = []
        var counts = HeadlineImport.Counts()
        var notes: [String] = []

        init(_ path: String) throws {
            var file = try HeadlineImport(path: path)
            while let headline = try file.next() { headlines.append(headline) }
            (counts, notes) = (file.counts, file.faults.lines)
        }
    }

    private func read(_ text: String) throws -> Reading {
        let file = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try Reading(file.path)
    }

    @Test func rowsBecomeHeadlinesKnownFromTheirFirstSighting() throws {
        let reading = try read(
            """
            first_seen,published,source,url,headline
            2026-03-02T11:00:00Z,2026-03-01T05:00:00Z,Wire,https://wire.example/1?utm_source=x,"Bitcoin ""jumps"", then rests"
            2026-03-02T11:00:00Z,,Wire,https://wire.example/2,"Ether
            gains"
            2026-03-02T12:00:00Z,2026-03-02T11:30:00Z,Other,https://www.wire.example/1,Bitcoin jumps
            """)
        #expect(reading.headlines.map(\.title) == ["Bitcoin \"jumps\", then rests", "Ether gains"])
        #expect(reading.headlines[0].seenTime == (try Timestamp(iso8601: "2026-03-02T11:00:00Z")))
        #expect(reading.headlines[0].publishedTime == (try Timestamp(iso8601: "2026-03-01T05:00:00Z")))
        #expect(reading.headlines[1].publishedTime == nil)
        #expect(reading.counts.rows == 3 && reading.counts.duplicates == 1)
    }

    @Test func columnsMayStandInAnyOrderAndFaultyRowsAreNamed() throws {
        let reading = try read(
            "headline,first_seen\nBitcoin rises,yesterday\n,2026-03-02T11:00:00Z\nEther rises,2026-03-02T11:00:00Z\n")
        #expect(reading.headlines.map(\.title) == ["Ether rises"])
        #expect(reading.counts.faulty == 2)
        #expect(reading.notes.count == 2 && reading.notes[0].contains(":2: first_seen 'yesterday' is no time"))
    }

    @Test func hostileTitlesAreMadeSafe() throws {
        let reading = try read(
            "first_seen,headline\n2026-03-02T11:00:00Z,\u{1b}]52;c;ZXZpbA==\u{7}Bitcoin \u{202e}rises\n")
        #expect(reading.headlines.map(\.title) == ["Bitcoin rises"])
    }

    @Test func whatIsNoSuchTableIsRefused() throws {
        #expect(throws: TextTableError.self) { try read("a,b\n1,2\n") }
        #expect(throws: TextTableError.self) { try read("") }
        #expect(throws: TextTableError.self) { try read("first_seen,headline\n2026-03-02T11:00:00Z,\"open\n") }
        #expect(throws: TextTableError.missing(path: "/nowhere/news.csv")) { try Reading("/nowhere/news.csv") }
    }

    private static let collected = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data/news/bitcoin-news-first-seen-2025-07.csv.gz")

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: collected.path), "no collected headlines beside this checkout"))
    func collectedHeadlinesComeOnceAndInOrder() throws {
        let reading = try Reading(Self.collected.path)
        #expect(reading.counts.rows == 12_418)
        #expect(reading.counts.faulty == 0)
        let versions = Set(reading.headlines.map { "\($0.id) \($0.version)" })
        #expect(versions.count == reading.headlines.count)
        #expect(reading.headlines.count + reading.counts.duplicates == 12_418)
        #expect(zip(reading.headlines, reading.headlines.dropFirst()).allSatisfy { $0.seenTime <= $1.seenTime })
        for headline in reading.headlines { expectSafe(headline.title, headline.id) }
        if ProcessInfo.processInfo.environment["WICK_SHOW"] != nil { print(reading.counts) }
    }
}
