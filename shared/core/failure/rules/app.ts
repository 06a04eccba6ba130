import { anyOf } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { START } from "../words.ts";

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Codes of 128 and more are signals (POSIX); so many are in use. */
const SIGNALS = range(128, 165);

/** Crashes by SIGILL, SIGABRT, SIGBUS, SIGFPE and SIGSEGV, and the access violation of Windows. */
const CRASHES = [132, 134, 135, 136, 139, 3_221_225_477];

const EXEC = anyOf(/\bexec\b/, "entrypoint", "starting container process", "start container process");

/** The app itself: it ended, or could not be run. */
export const APP: readonly Rule[] = [
  {
    kind: "command-not-found",
    family: "app",
    causedBy: "revision",
    retryable: "no",
    isOfImage: true,
    signs: [
      { reason: ["executable file not found"] },
      { reason: ["command not found"], confidence: "likely" },
      { exitCodes: [127], confidence: "sureWhenNew" },
    ],
    cause: "The command of {container} is not in its image.",
    remedy: "Correct the command, or put what it calls into the image.",
    source: "POSIX",
  },
  {
    kind: "command-not-executable",
    family: "app",
    causedBy: "revision",
    retryable: "no",
    isOfImage: true,
    signs: [
      { reason: [/exec:? "?[^"]*"?: permission denied/] },
      { reason: [EXEC, anyOf("permission denied", "not executable", "eacces")], confidence: "likely" },
      { exitCodes: [126], confidence: "sureWhenNew" },
    ],
    cause: "The command of {container} may not be executed.",
    remedy: "Give the file its execute bit, and check the user and the mount that it is on.",
    source: "POSIX",
  },
  {
    kind: "interpreter-missing",
    family: "app",
    causedBy: "revision",
    retryable: "no",
    isOfImage: true,
    signs: [
      { reason: [/exec\b.*no such file or directory/], confidence: "sureWhenNew" },
      { reason: [START, "no such file or directory"], confidence: "likely" },
      { log: [/exec(?:\b|_).*no such file or directory/], confidence: "likely" },
      { log: ["bad interpreter"], confidence: "sureWhenNew" },
    ],
    cause:
      "The command of {container}, or what it needs to run, is not there: an interpreter, a library, Windows line ends in the script, or a volume mounted over it.",
    remedy: "Check line ends and #! of the script, the base image, and what is mounted over the path.",
    source: "EXPERIENCE",
  },
  {
    kind: "user-not-in-image",
    family: "app",
    causedBy: "revision",
    retryable: "no",
    confidence: "sureWhenNew",
    signs: [{ reason: [anyOf("unable to find user", "unable to find group", "no matching entries in passwd")] }],
    cause: "The user that {container} is to run as is not in its image.",
    remedy: "Correct user in the task definition, or add the user to the image.",
    source: "RUNTIME",
  },
  {
    kind: "could-not-stop",
    family: "app",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf("cannotstopcontainer", /failed sending sig/)] }],
    cause: "The runtime could not stop {container}; that is no failed start.",
    remedy: "Look at the host if it happens again.",
    source: "CODES",
  },
  {
    kind: "container-not-started",
    family: "app",
    causedBy: "unknown",
    retryable: "maybe",
    confidence: "unknown",
    rank: "general",
    signs: [{ reason: [START] }],
    cause: "{container} could not be started, and the text does not say why: its command, a mount, or the runtime.",
    remedy: "Read the whole text in the console; compare command and mounts with the previous revision.",
    source: "CODES",
  },
  {
    kind: "file-not-permitted",
    family: "app",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [
      {
        log: [
          anyOf(
            "eacces",
            "erofs",
            "eperm",
            "permission denied",
            "permissionerror",
            "read-only file system",
            "java.nio.file.accessdenied",
          ),
        ],
        unless: ["for table", "for relation", "for schema", "for database", "publickey"],
      },
    ],
    cause: "The app in {container} ended with {exitCode}: it may not write or read a file.",
    remedy: "Mount a volume for what it writes, or give the files to its user (readonlyRootFilesystem, user).",
    source: "EXPERIENCE",
  },
  {
    kind: "ended-in-service",
    family: "app",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [{ exitCodes: [0] }],
    cause: "{container} ended without an error, though a service's container has to go on running.",
    remedy: "Run the app in the foreground; if it is a job, start it with RunTask.",
    source: "CODES",
  },
  {
    kind: "crashed",
    family: "app",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [{ exitCodes: CRASHES }],
    cause:
      "{container} crashed ({exitCode}): a fault in native code, an abort, or instructions that this CPU does not have.",
    remedy: "Go back to the previous image; check libraries and the CPU that it was built for.",
    source: "POSIX",
  },
  {
    kind: "killed",
    family: "app",
    causedBy: "either",
    retryable: "maybe",
    confidence: "unknown",
    signs: [{ exitCodes: [137] }],
    cause:
      "{container} was killed (137), which alone says little: out of memory, or slow to stop after a health check, a scale-in or an interruption.",
    remedy: "Compare its memory at that time with the limit, and see what else the service did then.",
    source: "POSIX",
  },
  {
    kind: "terminated",
    family: "app",
    causedBy: "either",
    retryable: "maybe",
    confidence: "unknown",
    signs: [{ exitCodes: [143] }],
    cause:
      "{container} was told to end (143), which alone says little: an orderly stop, or a container that it depends on.",
    remedy: "See what stopped the task at that time: a deployment, a person, or another container.",
    source: "POSIX",
  },
  {
    kind: "application-error",
    family: "app",
    causedBy: "either",
    causedByWhenNew: "revision",
    retryable: "maybe",
    confidence: "likely",
    signs: [{ exitCodes: range(1, 125) }],
    cause: "The app in {container} ended with {exitCode}, an error of its own.",
    remedy: "Read its last log lines; if it came with a deployment, go back to the previous revision.",
    source: "CODES",
  },
  {
    kind: "ended-by-signal",
    family: "app",
    causedBy: "either",
    retryable: "maybe",
    confidence: "likely",
    signs: [{ exitCodes: SIGNALS }],
    cause: "{container} was ended by a signal ({exitCode}: 128 and its number).",
    remedy: "Read its last log lines.",
    source: "POSIX",
  },
  {
    kind: "exit-code-out-of-range",
    family: "app",
    causedBy: "either",
    retryable: "maybe",
    confidence: "unknown",
    signs: [{ exitCodes: [-1, ...range(166, 255)] }],
    cause:
      "{container} ended with {exitCode}, which has no meaning of its own: an error of the app, or of the runtime.",
    remedy: "Read its last log lines.",
    source: "POSIX",
  },
  {
    kind: "crash-loop",
    family: "app",
    causedBy: "unknown",
    retryable: "maybe",
    confidence: "unknown",
    rank: "summary",
    signs: [{ reason: [anyOf("start_impaired", /(?:unable|not able|failing) to consistently start/)] }],
    cause: "Task after task does not start; ECS tries more and more rarely, and does not say here why.",
    remedy: "Look at the reasons of the stopped tasks, the first one before all.",
    source: "SVC",
  },
];
