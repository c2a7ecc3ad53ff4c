import Foundation
import Testing
import WickDomain
import WickFrames
import WickSimulation

@Suite struct SyntheticFrameSourceTests {
    static let venues: [Venue] = [.kraken, .binance, .coinbase]

    @Test(arguments: venues)
    func sameSeedGivesTheSameBytes(venue: Venue) async throws {
        let first = try await RecordedFrames.make(venue: venue)
        let second = try await RecordedFrames.make(venue: venue)
        #expect(first.frames == second.frames && first.header == second.header)
        #expect(first.frames.count > 400)
    }

    @Test(arguments: venues)
    func anotherSeedGivesOtherBytes(venue: Venue) async throws {
        let first = try await RecordedFrames.make(seed: 7, venue: venue, seconds: 300)
        let second = try await RecordedFrames.make(seed: 8, venue: venue, seconds: 300)
        #expect(first.frames != second.frames)
    }

    @Test(arguments: venues)
    func receiveTimesNeverDecreaseAndStayWithinTheDuration(venue: Venue) async throws {
        let frames = try await RecordedFrames.make(venue: venue, tradesPerSecond: 10).frames
        let start = MarketParameters.defaultStart.microseconds * 1000
        for (previous, frame) in zip(frames, frames.dropFirst()) {
            #expect(frame.receivedNanoseconds >= previous.receivedNanoseconds)
        }
        #expect(frames.allSatisfy { $0.receivedNanoseconds >= start })
        #expect(frames.allSatisfy { $0.receivedNanoseconds < start + 3600 * 1_000_000_000 })
        #expect(frames.allSatisfy { !$0.payload.contains(10) && $0.payload.count < Frame.maximumPayloadBytes })
    }

    @Test func theHeaderSaysThatItIsSyntheticAndNothingOfTheHour() async throws {
        let header = try await RecordedFrames.make(venue: .kraken, seconds: 10).header
        #expect(header.isSynthetic)
        #expect(header.created == "2026-03-02T00:00:00Z")
        #expect(header.venues == ["kraken"] && header.instruments == ["kraken BTC/USD", "kraken ETH/USD"])
    }

    @Test func newsComesAsFeedBodiesOnlyWhenTheyChanged() async throws {
        let frames = try await RecordedFrames.make(venue: .kraken).frames(of: .news("synthetic"))
        #expect((3...20).contains(frames.count))
        var previous = ""
        for frame in frames {
            let json = try JSONSerialization.jsonObject(with: Data(frame.payload), options: .fragmentsAllowed)
            let body = try #require(json as? String)
            #expect(body != previous)
            previous = body
            #expect(XMLCheck.isWellFormed(body), "\(body)")
            #expect(body.components(separatedBy: "<item>").count == 11)
            #expect(frame.payload.count < 8192)
        }
    }

    @Test func pacedFramesComeWhenTheClockSaysSo() async throws {
        let clock = SteppingClock()
        let parameters = MarketParameters(seed: 7)
        var source = try SyntheticFrameSource(
            parameters: parameters, duration: .seconds(300), pacing: FramePacing(clock: clock, speed: 2))
        var paced: [Frame] = []
        var batch = FrameBatch()
        while try await source.next(into: &batch) {
            batch.forEach { entry, payload in
                let age = Timestamp(nanoseconds: entry.receivedNanoseconds) - parameters.start
                #expect(clock.elapsed >= age / 2 - .microseconds(1))
                #expect(clock.elapsed <= age / 2 + .milliseconds(300))
                paced.append(
                    Frame(
                        receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: Array(payload)))
            }
        }
        var unpaced = try SyntheticFrameSource(parameters: parameters, duration: .seconds(300))
        var frames: [Frame] = []
        while try await unpaced.next(into: &batch) {
            batch.forEach { entry, payload in
                frames.append(
                    Frame(
                        receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: Array(payload)))
            }
        }
        #expect(paced == frames)
    }

    @Test(arguments: [0, -1, 1e-300, 1e7, .nan, .infinity]) func aSpeedThatNoWaitCanFollowIsRefused(_ speed: Double) {
        #expect(throws: SimulationError.self) { try FramePacing(clock: SteppingClock(), speed: speed) }
    }

    @Test func aLiveSourceStampsTheReceiveClock() async throws {
        let clock = SteppingClock()
        let wall = Timestamp(seconds: 2_000_000_000)
        let pacing = try FramePacing(clock: clock, receiveClock: { wall + clock.elapsed })
        var source = try SyntheticFrameSource(
            parameters: MarketParameters(seed: 7, start: wall), duration: .seconds(30), pacing: pacing)
        var batch = FrameBatch()
        while try await source.next(into: &batch) {
            #expect(batch.entries.allSatisfy { $0.receivedNanoseconds == (wall + clock.elapsed).microseconds * 1000 })
        }
        #expect(clock.elapsed > .seconds(28))
    }

    @Test(arguments: [0, -1])
    func aDurationThatIsNotPositiveIsRefused(seconds: Int) {
        #expect(throws: SimulationError.self) {
            try SyntheticFrameSource(parameters: MarketParameters(seed: 1), duration: .seconds(seconds))
        }
    }
}
