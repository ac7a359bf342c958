import Foundation
import Glibc
import Synchronization

/// One run of a program as a process of its own, with its output kept in files so that no pipe can fill up.
struct Launch: Sendable {
    /// Where standard output goes.
    enum Output: Sendable {
        /// Into a file that is read when the program has ended.
        case kept
        /// Nowhere: the descriptor is closed.
        case closed
        /// Into this file or device.
        case path(String)
    }

    var executable: String
    var arguments: [any Argument] = []
    /// Set on top of a small environment of its own; nothing else is inherited that could change an answer.
    var environment: [String: String] = [:]
    var output: Output = .kept
    /// After this time the program is killed, so that no test hangs.
    var limit: Duration = .seconds(60)

    /// Whether no other program may run meanwhile, for measurements of time.
    var isAlone = false

    /// Programs run at once: tests outnumber the cores by far.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 4
        return queue
    }()

    /// Runs the program to its end.
    func run() async throws -> Ended {
        try await withCheckedThrowingContinuation { continuation in
            enqueue {
                continuation.resume(with: Result { try RunningProgram(self).end() })
            }
        }
    }

    /// Runs the program, does something with it while it runs, and waits for its end.
    func run(_ meanwhile: @escaping @Sendable (RunningProgram) throws -> Void) async throws -> Ended {
        try await withCheckedThrowingContinuation { continuation in
            enqueue {
                continuation.resume(
                    with: Result {
                        let program = try RunningProgram(self)
                        do {
                            try meanwhile(program)
                        } catch {
                            program.send(SIGKILL)
                            _ = try program.end()
                            throw error
                        }
                        return try program.end()
                    }
                )
            }
        }
    }

    private func enqueue(_ work: @escaping @Sendable () -> Void) {
        let turn = Turn { withExtendedLifetime(arguments) { work() } }
        if isAlone { Self.queue.addBarrierBlock { turn.take() } } else { Self.queue.addOperation { turn.take() } }
    }

    /// Work that is let go when it is done: the queue holds its last barrier for ever.
    private final class Turn: Sendable {
        private let work: Mutex<(@Sendable () -> Void)?>

        init(_ work: @escaping @Sendable () -> Void) {
            self.work = Mutex(work)
        }

        func take() {
            let work = work.withLock { work in
                defer { work = nil }
                return work
            }
            work?()
        }
    }
}

/// Something that can stand in a command line: a text, or a directory, which stays there as long as the program runs.
protocol Argument: Sendable {
    var argument: String { get }
}

extension String: Argument {
    var argument: String { self }
}

extension TestDirectory: Argument {
    var argument: String { path }
}

extension Store: Argument {
    var argument: String { path }
}

/// What is left of a program that has ended.
struct Ended: Sendable {
    /// The exit status as a shell shows it: 128 and the signal's number when a signal ended it.
    var status: Int32
    /// Everything on standard output.
    var output: [UInt8]
    /// Everything on standard error.
    var errors: String
    /// The most memory that was resident at once, in bytes, as far as it was seen.
    var peakMemory: Int
    /// How long it ran.
    var duration: Duration
    /// When it had ended.
    var moment: ContinuousClock.Instant
    /// Whether it had to be killed for running too long.
    var wasKilled: Bool

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }

    /// The lines of standard output.
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }

    /// The first line of standard output.
    var firstLine: Substring { lines.first ?? "" }

    /// The raw bytes of both streams.
    var allBytes: [UInt8] { output + Array(errors.utf8) }

    /// Both streams as text.
    var allText: String { text + errors }

    /// Both streams, for failure messages.
    var account: String { "status \(status)\n\(text.prefix(4000))\n\(errors.prefix(4000))" }
}

/// A program that runs.
final class RunningProgram: Sendable {
    let id: pid_t
    private let files: TestDirectory
    private let outputPath: String
    private let limit: Duration
    private let start = ContinuousClock.now

    init(_ launch: Launch) throws {
        files = try TestDirectory()
        limit = launch.limit
        outputPath =
            switch launch.output {
            case .path(let path): path
            case .kept, .closed: files.path + "/out"
            }
        id = try Self.spawn(launch, outputPath: outputPath, errorPath: files.path + "/err")
    }

    /// Lets this process open as many files as it may. All suites run in it at once: on a busy machine they were seen to
    /// hold 1,200 files open, and `swift test` allows 2,048, beyond which no program can be started.
    private static let allowsManyFiles: Bool = {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
        limit.rlim_cur = limit.rlim_max
        return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    }()

    private static func spawn(_ launch: Launch, outputPath: String, errorPath: String) throws -> pid_t {
        _ = allowsManyFiles
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        if case .closed = launch.output {
            posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputPath, flags, 0o644)
        }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorPath, flags, 0o644)

        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm"]
        environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
        environment.merge(launch.environment) { $1 }
        let arguments = ([launch.executable] + launch.arguments.map(\.argument)).map { strdup($0) }
        let variables = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in arguments + variables { free(text) } }

        var id: pid_t = 0
        let code = posix_spawn(&id, launch.executable, &actions, nil, arguments + [nil], variables + [nil])
        guard code == 0 else {
            throw LaunchError("cannot start \(launch.executable): \(String(cString: strerror(code)))")
        }
        return id
    }

    /// Sends a signal.
    func send(_ signal: Int32) {
        kill(id, signal)
    }

    /// Waits until standard error holds a text.
    func waitForErrors(containing text: String) throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !errors.contains(text) {
            guard ContinuousClock.now < deadline else { throw LaunchError("never wrote \(text), but: \(errors)") }
            usleep(5000)
        }
    }

    private var errors: String {
        String(decoding: FileManager.default.contents(atPath: files.path + "/err") ?? Data(), as: UTF8.self)
    }

    /// Waits for the end.
    func end() throws -> Ended {
        var state: Int32 = 0
        var peak = 0
        var wasKilled = false
        while true {
            // The high-water mark only rises, so the last look before the end says nearly all. The account that the
            // system gives afterwards also counts the memory of the process that started this one.
            peak = max(peak, residentPeak)
            let ended = waitpid(id, &state, WNOHANG)
            if ended == id { break }
            guard ended == 0 || errno == EINTR else { throw LaunchError("lost the program") }
            if !wasKilled, ContinuousClock.now - start > limit {
                wasKilled = true
                send(SIGKILL)
            }
            usleep(2000)
        }
        let signal = state & 0x7F
        let moment = ContinuousClock.now
        return Ended(
            status: signal == 0 ? (state >> 8) & 0xFF : 128 + signal,
            output: [UInt8](
                outputPath.hasPrefix("/dev/") ? Data() : FileManager.default.contents(atPath: outputPath) ?? Data()
            ),
            errors: errors,
            peakMemory: peak,
            duration: moment - start,
            moment: moment,
            wasKilled: wasKilled
        )
    }

    private var residentPeak: Int {
        guard let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({
                Int($0)
            })
        else { return 0 }
        return kibibytes * 1024
    }
}

/// Says that a program could not be run as a test needs it.
struct LaunchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
