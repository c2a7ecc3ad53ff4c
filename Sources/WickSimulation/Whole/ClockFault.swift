import WickDomain

/// What happens to the clocks of the simulated machine.
enum ClockFault: Equatable, Sendable {
    /// The wall clock is set to so much ahead of the time as it is, below zero behind.
    case wall(ahead: Duration)
    /// Everything stands still, and all clocks go on.
    case stall(Duration)
    case suspension(Duration)
    /// The machine's host stops it: its monotonic clocks stand still, and its wall clock is set afterwards.
    case freeze(Duration)

    init(_ random: inout RandomSource) {
        switch random.index(below: 12) {
        case 0, 1: self = .stall(.seconds(random.uniform(0.1, 40)))
        case 2: self = .suspension(random.chance(0.3) ? .seconds(600) : .seconds(random.uniform(2, 120)))
        case 3: self = .freeze(.seconds(random.uniform(2, 240)))
        case 4: self = .wall(ahead: .seconds(3600 * (random.chance(0.5) ? 1 : -1)))
        case 5: self = .wall(ahead: .seconds(86_400 * (random.chance(0.5) ? 1 : -1)))
        // A leap second that the machine does not know of, and one that it takes twice.
        case 6: self = .wall(ahead: .seconds(random.chance(0.5) ? 1 : -1))
        case 7: self = .wall(ahead: .seconds(random.uniform(-30, 30)))
        default: self = .wall(ahead: .seconds(random.uniform(-2, 2)))
        }
    }

    /// - Parameter calm: when everything must go on as it should.
    func happen(in world: SimulatedWorld, by calm: VirtualClock.Instant) {
        let left = max(.zero, world.clock.now.duration(to: calm))
        switch self {
        case .wall(let ahead):
            world.trace("the wall clock is set to \(ahead) ahead")
            world.wall.set(ahead: ahead)
        case .stall(let duration):
            world.trace("the machine stands still for \(min(duration, left))")
            world.clock.jump(by: min(duration, left))
        case .suspension(let duration):
            world.trace("the machine is suspended for \(min(duration, left))")
            world.wall.sleep(for: min(duration, left))
        case .freeze(let duration):
            world.trace("the machine is frozen for \(min(duration, left))")
            world.wall.freeze(for: min(duration, left))
        }
    }
}
