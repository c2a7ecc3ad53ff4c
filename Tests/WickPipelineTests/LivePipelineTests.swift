import Foundation
import Synchronization
import Testing
import WickDomain
import WickFrames
@testable import WickPipeline
import WickSimulation
import WickVenues

/// Two venues, a recorder and the market together.
@Suite struct LivePipelineTests {
    private final class Collected: Sendable {
        let candles = Mutex<[Candle]>([])
        let events = Mutex<[FeedEvent]>([])
        let isOver = Mutex(false)
    }

    @Test func aReplayOfTheRecordingGivesTheCandlesOfTheLiveRun() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-live-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let time = VirtualTime()
        var faults = FakeVenue.Faults()
        faults.drops = [50, 120.5]
        faults.lost = [5200, 90_210]
        let venues = [
            FakeVenue(.kraken, VenueFeedTests.prints("BTC/USD", until: 300), faults: faults, time: time),
            FakeVenue(.binance, VenueFeedTests.prints("BTCUSDT", until: 300, id: 90_000), faults: faults, time: time),
        ]
        let configurations = [
            try FeedConfiguration(venue: .kraken, symbols: [try Symbol("BTC/USD")]),
            try FeedConfiguration(venue: .binance, symbols: [try Symbol("BTCUSDT")]),
        ]
        let header = LivePipeline.header(for: configurations)
        #expect(header.timeUnits == ["binance": "us"])
        #expect(header.instruments == ["kraken BTC/USD", "binance BTCUSDT"])
        let collected = Collected()
        let clock = FeedClock(time.clock) { [venue = venues[0]] in venue.wallNanoseconds }
        let channel = FrameChannel()
        let feeds = zip(venues, configurations).map { venue, configuration in
            VenueFeed(
                configuration, header: header, connector: venue, client: venue, channel: channel, clock: clock,
                random: RandomSource(seed: 3)
            ) { event in collected.events.withLock { $0.append(event) } }
        }
        let recorder = RecorderActor(
            RecorderConfiguration(folder: folder.path), header: header, clock: clock, report: { _ in })
        let pipeline = LivePipeline(feeds: feeds, channel: channel, recorder: recorder, market: MarketActor()) {
            output in
            collected.candles.withLock { $0 += output.market.candles }
        }
        time.start {
            await pipeline.run()
            collected.isOver.withLock { $0 = true }
        }
        for venue in venues { time.start { await venue.run(from: 0, until: 250) } }
        time.run(until: .seconds(250))
        time.start { await pipeline.stop() }
        time.run(until: .seconds(255))
        #expect(collected.isOver.withLock { $0 })

        let live = collected.candles.withLock { $0 }
        #expect(Set(live.map(\.instrument.venue)) == [.kraken, .binance])
        #expect(LiveRun.latest(live).allSatisfy { $0.state == .final || $0.state == .repaired })
        let path = folder.appending(path: "market-2024-11-29.wick.zst").path
        let reader = try RecordingReader(path: path)
        var stage = MarketStage()
        var output = MarketStage.Output()
        var batch = FrameBatch(header: reader.header)
        while try reader.read(into: &batch) {
            stage.fold(batch, into: &output)
            batch.removeAll()
        }
        #expect(output.candles == live)
        #expect(reader.problems.isEmpty)
        #expect(stage.counts.backwards == 0)
        #expect(try VerifyReport(path: path).isIntact)
    }

    @Test func framesThatNobodyTakesCloseTheSocketAndLeaveAGap() throws {
        let time = VirtualTime()
        let venue = FakeVenue(.kraken, VenueFeedTests.prints("BTC/USD", until: 300), time: time)
        let configuration = try FeedConfiguration(venue: .kraken, symbols: [try Symbol("BTC/USD")])
        let channel = FrameChannel(capacityBytes: 2000)
        let collected = Collected()
        let feed = VenueFeed(
            configuration, header: RecordingHeader(), connector: venue, client: nil, channel: channel,
            clock: FeedClock(time.clock) { venue.wallNanoseconds }, random: RandomSource(seed: 3)
        ) { event in collected.events.withLock { $0.append(event) } }
        time.start { await feed.run() }
        time.start { await venue.run(from: 0, until: 200) }
        time.run(until: .seconds(100))
        let events = collected.events.withLock { $0 }
        #expect(events.contains(.blocked(.kraken)))
        #expect(
            events.contains {
                if case .disconnected(_, "frames were not taken for 30 s", _) = $0 { true } else { false }
            })
        #expect(venue.connectTimes.count == 1)
        // Somebody takes them again.
        let found = Gaps()
        time.start {
            while let batch = await channel.next() {
                batch.forEach { entry, payload in
                    if entry.origin == .gap, let note = GapNote(payload: payload) {
                        found.notes.withLock { $0.append(note) }
                    }
                }
            }
        }
        time.run(until: .seconds(150))
        #expect(venue.connectTimes.count == 2)
        let notes = found.notes.withLock { $0 }
        // When it is lost, ahead of the next try and on from there, and when it is there again.
        #expect((2...4).contains(notes.count))
        #expect(notes.allSatisfy { $0.reason == "frames were not taken for 30 s" })
    }

    private final class Gaps: Sendable {
        let notes = Mutex<[GapNote]>([])
    }

    @Test func receiveTimesRiseAcrossBatches() {
        var newest = Int64.min
        func batch(_ times: Int64...) -> FrameBatch {
            var batch = FrameBatch()
            for time in times {
                batch.append(Frame(receivedNanoseconds: time, origin: .note, payload: [UInt8(time)]))
            }
            return batch
        }
        let first = LivePipeline.inOrder(batch(1, 5), after: &newest)
        let second = LivePipeline.inOrder(batch(3, 4, 7), after: &newest)
        let third = LivePipeline.inOrder(batch(8), after: &newest)
        #expect((first.entries + second.entries + third.entries).map(\.receivedNanoseconds) == [1, 5, 5, 5, 7, 8])
        #expect(second.count == 3)
    }
}

@Suite struct FrameChannelTests {
    private func batch(_ bytes: Int) -> FrameBatch {
        var batch = FrameBatch()
        batch.append(Frame(receivedNanoseconds: 1, origin: .note, payload: Array(repeating: 0, count: bytes)))
        return batch
    }

    @Test func batchesComeInOrderAndThenTheEnd() {
        let time = VirtualTime()
        let channel = FrameChannel()
        let seen = Seen()
        time.start {
            while let batch = await channel.next() { seen.sizes.withLock { $0.append(batch.byteCount) } }
            seen.sizes.withLock { $0.append(-1) }
        }
        time.run(until: .seconds(1))
        for size in 1...3 { channel.push(batch(size)) }
        channel.finish()
        time.run(until: .seconds(2))
        #expect(seen.sizes.withLock { $0 } == [1, 2, 3, -1])
    }

    @Test func aSenderWaitsUntilThereIsRoom() {
        let time = VirtualTime()
        let channel = FrameChannel(capacityBytes: 100)
        let seen = Seen()
        let (small, large) = (batch(60), batch(70))
        time.start {
            channel.push(small)
            await channel.waitForRoom()
            seen.sizes.withLock { $0.append(1) }
            channel.push(large)
            await channel.waitForRoom()
            seen.sizes.withLock { $0.append(2) }
        }
        time.run(until: .seconds(1))
        #expect(seen.sizes.withLock { $0 } == [1])
        #expect(channel.isFull)
        time.start { _ = await channel.next() }
        time.run(until: .seconds(2))
        #expect(seen.sizes.withLock { $0 } == [1, 2])
    }

    private final class Seen: Sendable {
        let sizes = Mutex<[Int]>([])
    }
}
