import Foundation
import WickDomain
import WickTerminal

// A screen whose program traps when R is pressed, in the way that its first argument names. For the test that a terminal is
// given back even then.

func trap(_ kind: String) {
    let nothing = CommandLine.arguments.count > 99 ? 1 : 0
    switch kind {
    case "fatal": fatalError("on purpose")
    case "index": print([1, 2, 3][3 + nothing])
    case "nil":
        // swift-format-ignore: NeverForceUnwrap
        print(CommandLine.arguments.last(where: \.isEmpty)!)
    case "overflow": print(Int.max - nothing + CommandLine.arguments.count)
    case "stack": print(deepen(nothing))
    case "task": Task.detached { fatalError("on purpose, on another thread") }
    default: exit(64)
    }
}

/// Without an end: each call needs a place of its own.
func deepen(_ depth: Int) -> Int {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 1024) { place in
        place.initialize(repeating: depth)
        return deepen(depth + 1) + place[depth % 1024]
    }
}

let mailbox = SnapshotMailbox()
let start = ContinuousClock.now
let kind = CommandLine.arguments.dropFirst().first ?? ""
let screen = Screen.Configuration(
    environment: ProcessInfo.processInfo.environment,
    wall: { Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9)) },
    elapsed: { ContinuousClock.now - start },
    perform: { effect, _ in
        if effect == .retrain { trap(kind) }
        return Screen.Reply()
    },
    save: { _ in Screen.Reply() })
exit(await ScreenThread.run(screen, mailbox: mailbox) == .quit ? 0 : 1)
