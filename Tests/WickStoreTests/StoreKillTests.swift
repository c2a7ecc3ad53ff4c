import Foundation
import GRDB
import Testing
import WickDomain
import WickSimulation

@testable import WickStore

#if canImport(Glibc)
    import Glibc
#endif

/// Writers in processes of their own, which end as by `kill -9`.
@Suite struct StoreKillTests {
    /// Opens the store, goes on where the last one ended, and is killed after so many microseconds of writing, or of
    /// opening.
    private static func writeUntilKilled(path: String, microseconds: UInt32, whileOpening: Bool) throws {
        signal(SIGALRM) { _ in kill(getpid(), SIGKILL) }
        if whileOpening { ualarm(microseconds, 0) }
        let store = try Store.open(path: path)
        if !whileOpening { ualarm(microseconds, 0) }
        while true { try writeNextBatch(to: store) }
    }

    private static let batchMinutes = 50

    private static func writeNextBatch(to store: Store) throws {
        let last = try store.resumePoint(of: Sample.bitcoin)?.lastCandle.openTime
        let next = last.map { Int(($0 - Sample.start).microseconds / 60_000_000) + 1 } ?? 0
        try store.write(Sample.batch(next..<next + batchMinutes))
    }

    @Test func fiftyKilledWritersLeaveWholeBatchesAndTheSameStateInTheEnd() async throws {
        let folder = try StoreFolder()
        let path = folder.database
        var random = RandomSource(seed: 4)
        var stored = 0
        for round in 0..<50 {
            let microseconds = UInt32(100 + random.index(below: 15_000))
            let whileOpening = round % 5 == 0
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, microseconds = microseconds as UInt32, whileOpening = whileOpening as Bool] in
                try StoreKillTests.writeUntilKilled(path: path, microseconds: microseconds, whileOpening: whileOpening)
            }
            let store = try folder.open()
            let found = try check(store)
            #expect(found >= stored, "what was committed is lost")
            stored = found
            try store.close()
        }
        #expect(stored > 0)
        try compareWithAnUndisturbedRun(folder)
    }

    /// - Returns: how many minutes are stored.
    private func check(_ store: Store) throws -> Int {
        #expect(try store.read("") { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        let candles = try store.candles(of: Sample.bitcoin, in: Sample.always)
        let vectors = try store.vectors(of: Sample.bitcoin, in: Sample.always)
        #expect(candles.map(\.openTime) == vectors.map(\.openTime))
        #expect(candles.count % Self.batchMinutes == 0)
        return candles.count
    }

    private func compareWithAnUndisturbedRun(_ folder: StoreFolder) throws {
        let killed = try folder.open()
        try Self.writeNextBatch(to: killed)
        let quiet = try Store.inMemory()
        let total = try check(killed)
        for _ in 0..<total / Self.batchMinutes { try Self.writeNextBatch(to: quiet) }
        #expect(
            try killed.candles(of: Sample.bitcoin, in: Sample.always)
                == quiet.candles(of: Sample.bitcoin, in: Sample.always))
        let pairs = zip(
            try killed.vectors(of: Sample.bitcoin, in: Sample.always),
            try quiet.vectors(of: Sample.bitcoin, in: Sample.always))
        #expect(pairs.allSatisfy { $0.isSame(as: $1) })
    }

    /// In a process of its own, whose files may not grow beyond 1 MB: the way in which quotas show.
    @Test func aLimitOnFilesKeepsWhatWasStored() async throws {
        let folder = try StoreFolder()
        let path = folder.database
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let store = try Store.open(path: path)
            var error: StoreError?
            while error == nil { error = failure { try StoreKillTests.writeNextBatch(to: store) } }
            #expect(error == .diskFull(path: path, doing: "storing 100 rows"))
            let stored = try store.candles(of: Sample.bitcoin, in: Sample.always).count
            #expect(stored > 0 && stored % StoreKillTests.batchMinutes == 0)
        }
        let store = try folder.open()
        let stored = try check(store)
        #expect(stored > 0)
        try Self.writeNextBatch(to: store)
        #expect(try check(store) == stored + Self.batchMinutes)
    }

    @Test func aSecondWritingProcessIsRefusedWithTheFirstOnesId() async throws {
        let folder = try StoreFolder()
        let path = folder.database
        let store = try folder.open()
        await #expect(processExitsWith: .success) { [path = path as String] in
            let error = failure { try Store.open(path: path) }
            #expect(error == .inUse(path: path, process: getppid()))
        }
        try store.close()
        await #expect(processExitsWith: .success) { [path = path as String] in
            try Store.open(path: path).close()
        }
    }

    @Test func anotherProcessReadsWhileThisOneWrites() async throws {
        let folder = try StoreFolder()
        let path = folder.database
        let store = try folder.open()
        try store.write(Sample.batch(0..<100))
        await #expect(processExitsWith: .success) { [path = path as String] in
            let reader = try Store.open(path: path, configuration: StoreConfiguration(access: .readOnly))
            #expect(try reader.candles(of: Sample.bitcoin, in: Sample.always).count == 100)
        }
        try store.write(Sample.batch(100..<200))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == 200)
    }
}
