import Synchronization
import WickDomain
import WickFrames
import WickPipeline
import WickStore
import WickVenues

/// One run of a `WholeSimulation`: a world, and one process after the other in it.
final class WholeSimulationRun: Sendable {
    struct Kept {
        var lives: [LifeRecord] = []
        var starts = 0
        var deaths = 0
        var networks: [SimulatedNetwork] = []
        var refusals = 0
        var receipts: [SimulatedChat.Receipt] = []
        var end = Timestamp(microseconds: .min)
        var disk: DiskImage?
    }

    let options: WholeSimulation.Options
    let opened: Timestamp
    private let venues: [SimulatedVenue]
    let kept = Mutex(Kept())

    init(_ options: WholeSimulation.Options) throws {
        self.options = options
        let start = MarketParameters.defaultStart
        opened = start + WholeSimulation.history
        venues = try options.venues.map { venue in
            var own = SimulatedVenue.Options(market: Self.market(options, venue))
            own.history = WholeSimulation.history
            own.faults = options.faults
            own.faults.until = min(own.faults.until, SimulatedWorld.calm(options).seconds)
            return try SimulatedVenue(own)
        }
    }

    private static func market(_ options: WholeSimulation.Options, _ venue: Venue) -> MarketParameters {
        MarketParameters(
            seed: options.seed, venue: venue, start: MarketParameters.defaultStart,
            tradesPerSecond: options.tradesPerSecond)
    }

    func removeFolders() { DiskImage(folder: folder("")).remove() }

    private func folder(_ name: String) -> String { "\(options.folder)/whole-\(options.seed)/\(name)" }

    func run(_ clock: VirtualClock, _ executor: SeededExecutor) async throws {
        removeFolders()
        let world = try SimulatedWorld(options, venues, opened: opened, clock, executor)
        let end = opened + options.length + WholeSimulation.stopTime
        try await withThrowingTaskGroup(of: Void.self) { group in
            for network in world.networks { group.addTask { await network.run(until: end) } }
            group.addTask { await self.moveClocks(world) }
            try await self.live(in: world)
            group.cancelAll()
        }
        kept.withLock { kept in
            kept.networks = world.networks
            kept.refusals = world.disk.refusals
            kept.receipts = world.chat.receipts
        }
    }

    /// When each process is to end, the last of them with the run, and how.
    private func plan() -> (ends: [Duration], random: RandomSource) {
        var random = RandomSource(seed: options.seed, stream: 73)
        let calm = SimulatedWorld.calm(options).seconds
        let count = options.isHostile ? random.index(below: 4) : 0
        let ends = (0..<count).map { _ in Duration.seconds(random.uniform(20, calm)) }.sorted()
        return (ends + [options.length], random)
    }

    private func live(in world: SimulatedWorld) async throws {
        var disk = try DiskImage.make(folder("life-1"))
        try fill(disk, world)
        var (ends, random) = plan()
        var number = 0
        while !ends.isEmpty {
            number += 1
            let remains = try DiskImage.make(folder("life-\(number + 1)"))
            let isLast = ends.count == 1
            let end = max(VirtualClock.Instant(elapsed: ends.removeFirst()), world.clock.now.advanced(by: .seconds(5)))
            let death = isLast ? nil : Self.death(before: end, world.clock.now, &random)
            let life = ProcessLife(number, world, disk: disk, remains: remains, death: death)
            let record = try await life.run(until: end)
            kept.withLock { $0.end = life.clock.now }
            let left = life.isDead ? remains : disk
            try keep(record, life, left, &random)
            if life.isDead { disk = remains } else { remains.remove() }
            if !isLast { try await world.sleep(.milliseconds(100 + random.index(below: 60_000))) }
        }
        kept.withLock { kept in
            kept.disk = disk
        }
    }

    /// Nil for a stop in order.
    private static func death(
        before end: VirtualClock.Instant, _ now: VirtualClock.Instant, _ random: inout RandomSource
    ) -> ProcessLife.Death? {
        switch random.index(below: 5) {
        case 0: nil
        case 1: .transaction(number: 1 + random.index(below: 8), atCommit: random.chance(0.5))
        case 2: .transaction(number: 1 + random.index(below: 400), atCommit: random.chance(0.5))
        default:
            .jobs(
                after: now.advanced(by: now.duration(to: end) * random.uniform(0, 0.98)),
                count: random.index(below: 400))
        }
    }

    private func keep(
        _ record: LifeRecord?, _ life: ProcessLife, _ left: DiskImage, _ random: inout RandomSource
    ) throws {
        kept.withLock { kept in
            kept.starts += 1
            kept.deaths += life.isDead ? 1 : 0
        }
        guard var record else { return }
        if life.isDead { try tear(left, record, &random) }
        let frames = try left.frames()
        record.frames = Array(frames.dropFirst(record.firstFrame))
        record.left = try Self.fingerprints(left, in: folder("look"))
        let kept = record
        self.kept.withLock { $0.lives.append(kept) }
    }

    /// The last write may have been cut off, but never what was there before.
    private func tear(_ image: DiskImage, _ record: LifeRecord, _ random: inout RandomSource) throws {
        let size = try image.newestRecordingBytes()
        let most = min(200, size - record.firstBytes)
        guard most > 0, random.chance(0.3) else { return }
        try image.tear(to: size - random.index(below: most))
    }

    /// Of a copy, so that the store itself stays as it was left.
    static func fingerprints(_ image: DiskImage, in folder: String) throws -> [TableFingerprint] {
        let copy = try DiskImage.make(folder)
        defer { copy.remove() }
        try image.copyStore(to: copy)
        let store = try Store.open(path: copy.store)
        let found = try store.fingerprints()
        try store.close()
        return found
    }

    /// What an import left.
    private func fill(_ disk: DiskImage, _ world: SimulatedWorld) throws {
        let store = try Store.open(path: disk.store)
        for feed in world.configurations {
            let history = SeededHistory(
                parameters: Self.market(options, feed.venue), minutes: options.storedMinutes)
            var batch = StoreBatch()
            for symbol in feed.symbols {
                batch.candles += history.candles(of: Instrument(venue: feed.venue, symbol: symbol))
            }
            try store.write(batch)
        }
        try store.close()
    }

    /// The machine stands still now and then, and its clock is set wrong and right again.
    private func moveClocks(_ world: SimulatedWorld) async {
        guard options.isHostile else { return }
        var random = RandomSource(seed: options.seed, stream: 74)
        let calm = VirtualClock.Instant(elapsed: SimulatedWorld.calm(options))
        while world.clock.now < calm {
            do { try await world.sleep(.seconds(random.uniform(30, 600))) } catch { return }
            ClockFault(&random).happen(in: world, by: calm)
        }
        world.wall.set(ahead: .zero)
    }
}
