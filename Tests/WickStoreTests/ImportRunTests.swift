import GRDB
import Testing
import WickDomain

@testable import WickStore

@Suite struct ImportRunTests {
    private let store: Store

    init() throws { store = try Store.inMemory() }

    /// An import of some minutes and a headline, with features of them.
    private func add(_ minutes: Range<Int>, headline: String) throws -> Int {
        let id = try store.beginImport(at: Sample.minute(0), arguments: "{\"files\":[\"a.csv\"]}")
        var batch = Sample.batch(minutes)
        batch.headlines = [Sample.headline(headline, at: 0)]
        batch.scores = [Sample.score(headline, at: 0)]
        batch.importRun = id
        try store.write(batch)
        return id
    }

    @Test func anImportThatDidNotEndShowsAsSuch() throws {
        let id = try store.beginImport(at: Sample.minute(0), arguments: "{}")
        #expect(try store.imports().map(\.endedTime) == [nil])
        try store.endImport(id, at: Sample.minute(1), counts: "{\"rows\":3}")
        let record = try #require(try store.imports().first)
        #expect(record.endedTime == Sample.minute(1))
        #expect(record.counts == "{\"rows\":3}")
        #expect(failure { try store.beginImport(at: Sample.minute(0), arguments: "{") } != nil)
    }

    @Test func takingAnImportBackLeavesWhatOthersStored() throws {
        let first = try add(0..<10, headline: "a")
        let second = try add(10..<4000, headline: "b")
        let removal = try store.undoImport(second, at: Sample.minute(30))
        #expect((removal.candles, removal.headlines, removal.vectors) == (3990, 1, 3990))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 10)
        #expect(try store.headlines(seenIn: Sample.always).map(\.id) == ["a"])
        #expect(try store.scores(knownIn: Sample.always).map(\.headlineID) == ["a"])
        let stale = try store.staleFeatures().map(\.range)
        #expect(stale.contains { $0.contains(Sample.minute(10)) && $0.contains(Sample.minute(3999)) }, "\(stale)")
        #expect(try store.imports().map(\.undoneTime) == [nil, Sample.minute(30)])
        #expect(try store.undoImport(first, at: Sample.minute(31)).candles == 10)
    }

    @Test func whatCannotBeTakenBackIsSaid() throws {
        #expect(failure { _ = try store.undoImport(7, at: Sample.minute(0)) } == .unknownImport(id: 7))
        let id = try add(0..<3, headline: "a")
        _ = try store.undoImport(id, at: Sample.minute(1))
        #expect(
            failure { _ = try store.undoImport(id, at: Sample.minute(2)) }
                == .importUndone(id: id, time: Sample.minute(1)))
    }

    @Test func rowsThatComeAgainWithAnotherImportAreThereAlready() throws {
        _ = try add(0..<5, headline: "a")
        var batch = Sample.batch(0..<5)
        batch.headlines = [Sample.headline("a", at: 0)]
        batch.importRun = 9
        #expect(try store.write(batch) == .init(added: 0, present: 11, conflicting: 0))
    }
}
