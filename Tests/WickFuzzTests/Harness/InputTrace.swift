import Glibc

/// The input that is being tried, in a file that outlives the process: after a crash it says what did it. The file is mapped, so that noting an input
/// costs a copy and no system call.
final class InputTrace: @unchecked Sendable {
    private static let capacity = 1 << 20

    private let base: UnsafeMutableRawPointer
    private let descriptor: Int32

    /// Nil where there can be no such file; the run goes on without.
    init?(path: String) {
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, Self.capacity) == 0,
            let base = mmap(nil, Self.capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED
        else { return nil }
        self.base = base
    }

    deinit {
        munmap(base, Self.capacity)
        close(descriptor)
    }

    /// Eight bytes of length, then the input.
    func note(_ input: [UInt8]) {
        let count = min(input.count, Self.capacity - 8)
        base.storeBytes(of: UInt64(count), as: UInt64.self)
        input.withUnsafeBytes {
            base.advanced(by: 8).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(base), byteCount: count)
        }
    }
}
