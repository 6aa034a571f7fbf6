using System.CommandLine;
using LakeVersion.Cli.Verbs;
using LakeVersion.Cli.Writing;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Cli.Parsing;

/// <summary>The options of every verb that moves a branch without making a commit.</summary>
internal sealed class MovementFlags
{
    private readonly MoveFlags flags = new();
    private readonly Option<string?> ifHead = CommitFlags.IfHeadOption();

    private readonly Option<string?> idempotencyKey = new("--idempotency-key")
    {
        Description = "Do it once: a movement of the last 7 days with this key is the answer",
        HelpName = "key",
    };

    public void AddTo(Command command)
    {
        flags.AddTo(command);
        command.Add(ifHead);
        command.Add(idempotencyKey);
    }

    /// <summary>What the log is to say, and on what condition.</summary>
    public async ValueTask<LogOptions> ReadAsync(Invocation run, Lake lake, CancellationToken cancellationToken) => flags.Read(run) with
    {
        IfHead = await HeadCondition.ReadAsync(lake, run.Get(ifHead), cancellationToken),
        IdempotencyKey = run.Get(idempotencyKey),
        Request = run.Asked(),
    };
}
