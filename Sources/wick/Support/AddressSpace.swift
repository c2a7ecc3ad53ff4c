import Foundation
import Glibc

/// What a limit on this process's address space (`ulimit -v`) leaves of it.
enum AddressSpace {
    /// Nil without a limit. What cannot be read limits nothing.
    static var bytesLeft: Int? {
        guard let limit = limit(in: text("/proc/self/limits")), let used = usedBytes(in: text("/proc/self/statm"))
        else {
            return nil
        }
        return max(0, limit - used)
    }

    /// The soft one: "Max address space         409600000            409600000            bytes".
    static func limit(in limits: String) -> Int? {
        let name = "Max address space"
        guard let line = limits.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        return line.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
    }

    private static func usedBytes(in statistics: String) -> Int? {
        statistics.split(separator: " ").first.flatMap { Int($0) }.map { $0 * Int(getpagesize()) }
    }

    private static func text(_ path: String) -> String {
        // A system without these files has no limit that could be known.
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
