import Foundation
import Synchronization
import Testing
import WickDomain
import WickFeatures
import WickStore

@testable import WickPipeline

/// A live run's store that is full, locked, or offered rows that it can never take.
@Suite struct LiveStoreTests {
    private static let noon = Timestamp(seconds: 1_772_409_600)
    private let instrument: Instrument

    init() throws { instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD")) }

    private static func opening(_ minute: Int) -> Timestamp { noon + .seconds(60 * minute) }

    private func output(_ minutes: Range<Int>) -> LivePipeline.Output {
        let price = Price(raw: 1_000_000_000_000)
        var output = MarketStage.Output()
        output.candles = minutes.map { minute in
            Candle(
                instrument: instrument, timeframe: .oneMinute, openTime: Self.opening(minute), open: price, high: price,
                low: price, close: price, volume: Volume(raw: 100_000_000), buyVolume: Volume(raw: 50_000_000),
                notional: nil, tradeCount: 3, identifiers: nil, state: .final,
                knownTime: Self.opening(minute) + .seconds(61))
        }
        output.clock = Self.opening(minutes.upperBound + 1)
        return LivePipeline.Output(market: output)
    }

    /// A store whose answers are the test's.
    private final class Stubborn: Sendable {
        private let folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString)").path
        let refusal = Mutex<StoreDisturbance.Refusal?>(nil)
        let refused = Mutex<Set<RowKind>>([])
        let attempts = Mutex(0)
        let events = Mutex<[LiveStore.Event]>([])

        // What cannot be removed is left in the system's folder for such files.
        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func open() throws -> Store {
            let disturbance = StoreDisturbance(
                row: { [unowned self] kind, _ in refused.withLock { $0.contains(kind) } ? "no place for it" : nil },
                answer: { [unowned self] moment in
                    if moment == .beginning { attempts.withLock { $0 += 1 } }
                    return refusal.withLock { $0 }
                })
            return try Store.open(
                path: folder + "/wick.db", configuration: StoreConfiguration(disturbance: disturbance))
        }

        func tell(_ event: LiveStore.Event) { events.withLock { $0.append(event) } }
        var told: [LiveStore.Event] { events.withLock { $0 } }
    }

    private func live(_ disk: Stubborn, _ store: Store, queue: StoreQueue = StoreQueue()) -> LiveStore {
        LiveStore(store, features: FeatureStage(), queue: queue) { disk.tell($0) }
    }

    @Test func afterAFullDiskEverythingIsThereInOrderAndNothingWasAskedForARestart() async throws {
        let disk = Stubborn()
        let store = try disk.open()
        let live = live(disk, store)
        disk.refusal.withLock { $0 = .full }
        disk.attempts.withLock { $0 = 0 }
        for minute in 0..<7200 {
            await live.take(output(minute..<minute + 1))
            await live.flush()
        }
        #expect(disk.attempts.withLock { $0 } < 800, "a disk that stays full is tried every ten seconds")
        let full = await live.status
        guard case .diskFull = full.failure else {
            Issue.record("the failure is not shown: \(full)")
            return
        }
        #expect(full.waitingRows > 14_000 && full.lost.isEmpty)
        #expect(disk.told.count == 1)
        disk.refusal.withLock { $0 = nil }
        for _ in 0..<10 { await live.flush() }
        let after = await live.status
        #expect(after.failure == nil && after.waitingRows == 0 && after.waitingBytes == 0)
        guard case .recovered(let rows) = disk.told.last else {
            Issue.record("it is not said that the store works again: \(disk.told)")
            return
        }
        #expect(rows == full.waitingRows)
        #expect(await live.finish().isEmpty)
        let range = Self.opening(0)..<Self.opening(7200)
        #expect(try store.candles(of: instrument, in: range).map(\.openTime) == (0..<7200).map(Self.opening))
        #expect(try store.vectors(of: instrument, in: range).count == 7200)
        try store.close()
    }

    @Test func aShortLockIsNoFailureAndALongOneIs() async throws {
        let disk = Stubborn()
        let store = try disk.open()
        let live = live(disk, store)
        disk.refusal.withLock { $0 = .busy }
        await live.take(output(0..<1))
        await live.flush()
        await live.flush()
        #expect(await live.status.failure == nil && disk.told.isEmpty)
        await live.flush()
        guard case .busy = await live.status.failure else {
            Issue.record("a lock that stays is not shown")
            return
        }
        #expect(disk.told.count == 1)
        disk.refusal.withLock { $0 = nil }
        await live.flush()
        #expect(await live.status.failure == nil && disk.told.count == 2)
        #expect(await live.finish().isEmpty)
        try store.close()
    }

    @Test func rowsThatCanNeverBeStoredHoldNothingUp() async throws {
        let disk = Stubborn()
        let store = try disk.open()
        let live = live(disk, store)
        disk.refused.withLock { $0 = [.feature] }
        await live.take(output(0..<20))
        await live.flush()
        disk.refused.withLock { $0 = [] }
        await live.take(output(20..<25))
        await live.flush()
        #expect(await live.finish().isEmpty)
        let status = await live.status
        let refused = try #require(status.refused.first)
        #expect(status.refused.count == 1 && refused.kind == .feature && refused.reason == "no place for it")
        #expect(status.receipt.refused == refused.count && status.receipt.added == 50 - refused.count)
        #expect(
            disk.told == [
                .refused(
                    RefusalCount(
                        kind: .feature, reason: "no place for it", count: refused.count, example: refused.example))
            ])
        #expect(try store.candles(of: instrument, in: Self.opening(0)..<Self.opening(30)).count == 25)
        #expect(try store.refusedRows().count == refused.count)
        try store.close()
    }

    @Test func whatFindsNoRoomIsCountedToldAndMarked() async throws {
        let disk = Stubborn()
        let store = try disk.open()
        let live = live(disk, store, queue: StoreQueue(maximumBytes: 100_000))
        disk.refusal.withLock { $0 = .full }
        for minute in 0..<200 { await live.take(output(minute..<minute + 1)) }
        await live.flush()
        let lost = await live.status.lost
        #expect(lost[.feature] > 0 && lost[.candle] == 0)
        disk.refusal.withLock { $0 = nil }
        await live.flush()
        #expect(await live.status.failure == nil)
        #expect(disk.told.last == .lost(lost))
        #expect(await live.finish() == lost)
        let stored = try store.vectors(of: instrument, in: Self.opening(0)..<Self.opening(200)).count
        #expect(stored + lost.total == 200)
        #expect(try store.candles(of: instrument, in: Self.opening(0)..<Self.opening(200)).count == 200)
        #expect(
            try store.staleMinutes() == [
                StaleMinutes(instrument: instrument, minutes: Self.opening(0)..<Self.opening(lost.total))
            ])
        try store.close()
    }

    /// The thread is held up by the test itself: what comes meanwhile must not wait for it.
    @Test func nothingThatIsTakenInWaitsForTheStore() async throws {
        let disk = Stubborn()
        let store = try disk.open()
        let thread = StoreThread()
        let live = LiveStore(store, features: FeatureStage(), thread: thread) { disk.tell($0) }
        let gate = Mutex(true)
        let (entered, input) = AsyncStream.makeStream(of: Void.self)
        async let held: Void = thread.run {
            input.yield()
            while gate.withLock({ $0 }) {}
        }
        for await _ in entered.prefix(1) {}
        async let flushed: Void = live.flush()
        for minute in 0..<300 { await live.take(output(minute..<minute + 1)) }
        #expect(await live.status.waitingRows > 500)
        gate.withLock { $0 = false }
        await held
        await flushed
        #expect(await live.finish().isEmpty)
        #expect(try store.candles(of: instrument, in: Self.opening(0)..<Self.opening(300)).count == 300)
        try store.close()
    }
}
