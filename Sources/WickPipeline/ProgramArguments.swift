#if canImport(Glibc)
    import Glibc
#endif

/// What this program was called with.
///
/// Swift finds the arguments beside the environment on the stack, and finds none where a library that was loaded into the process
/// changed the environment before `main`. The kernel keeps its own copy.
public enum ProgramArguments {
    /// The kernel's own limit for all arguments together is below this (execve(2), a quarter of the largest stack).
    private static let maximumBytes = 8 << 20

    /// Without the program's name; nil where neither Swift nor the kernel tells, which is not the same as none.
    public static func current() -> [String]? {
        let known = CommandLine.arguments
        if !known.isEmpty { return Array(known.dropFirst()) }
        return file("/proc/self/cmdline").flatMap(parse).map { Array($0.dropFirst()) }
    }

    /// Each argument ends with a zero byte; empty ones count. Nil for no bytes at all.
    static func parse(_ bytes: [UInt8]) -> [String]? {
        guard !bytes.isEmpty else { return nil }
        let ended = bytes.last == 0 ? bytes.dropLast() : bytes[...]
        return ended.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func file(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < maximumBytes {
            let count = read(file, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += block[..<count]
        }
        return bytes
    }
}
