using LakeVersion.Storage;

namespace LakeVersion.Cli.Running;

/// <summary>What the program's exit codes mean; scripts rely on them.</summary>
internal static class ExitCode
{
    /// <summary>Done, or nothing was to do.</summary>
    public const int Done = 0;

    /// <summary>No: a check failed, a comparison found differences, a question was answered with no.</summary>
    public const int No = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A store or a local file could not be used.</summary>
    public const int Unavailable = 7;

    /// <summary>A fault of the program.</summary>
    public const int Internal = 70;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a kind of failure.</summary>
    public static int Of(LakeErrorKind kind) => kind switch
    {
        LakeErrorKind.Invalid => Usage,
        LakeErrorKind.NotFound => 3,
        LakeErrorKind.Conflict => 4,
        LakeErrorKind.Refused or LakeErrorKind.Unsupported => 5,
        LakeErrorKind.Corrupt => 6,
        LakeErrorKind.Unavailable => Unavailable,
        LakeErrorKind.Unknown => 8,
        LakeErrorKind.Expired => 9,
        _ => Internal,
    };
}
