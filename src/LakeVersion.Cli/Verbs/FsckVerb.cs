using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Verifying;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv fsck</c>: checks that a lake is whole, and puts damaged objects back from a copy.</summary>
internal sealed class FsckVerb : Verb
{
    private readonly Argument<string[]> revisions = new("rev…")
    {
        Description = "Only these revisions' trees and histories, besides all logs; else everything that is kept",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> data = new("--data") { Description = "Read all content too, and compare it with its SHA-256; else that it is there with its length" };
    private readonly Option<string?> repair = new("--repair")
    {
        Description = "Another copy of the same lake: a folder or s3://bucket/prefix. What is damaged here and proven sound there is put back",
        HelpName = "copy",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "With --repair: say what would be put back; write nothing" };

    public FsckVerb()
        : base(
            "fsck",
            "Check that all that the lake keeps is there and sound; exits with 6 where something is damaged.",
            "lv fsck",
            "lv fsck main v1.2 --data",
            "lv fsck --data --json",
            "lv fsck --data --repair s3://backup/lake --dry-run")
    {
        Add(revisions);
        Add(data);
        Add(repair);
        Add(dryRun);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(dryRun) && run.Get(repair) is null)
        {
            throw LakeException.Invalid("--dry-run belongs to --repair: a check alone writes nothing.");
        }

        // By location, not as an open lake: what is damaged may be what opening needs.
        var place = run.Place(null);
        var (store, options) = (run.Store(place), run.Options(null) with { Location = place });
        var copy = run.Get(repair) is { } from ? run.Store(run.Place(from)) : null;
        RepairReport? repaired = null;
        LakeCheckReport? report = null;
        await LongWork.RunAsync(run.Context, "Checking", LongWork.UnknownSteps, async step =>
        {
            var verify = new VerifyOptions
            {
                Revisions = run.Get(revisions) is { Length: > 0 } some ? some : null,
                Data = run.Get(data),
                Found = finding => run.Show(FsckLine.Of(finding), LvJson.Default.FsckLine, line => FsckText.Write(run.Out, run.Paint, line)),
                Checked = count => step(count),
            };
            if (copy is null)
            {
                report = await LakeCheck.RunAsync(store, options, verify, cancellationToken);
                return;
            }

            repaired = await LakeRepair.RunAsync(store, copy, options, verify, run.Get(dryRun), cancellationToken);
            report = repaired.Before;
        });
        var shape = FsckShape.Of(report!, run.Get(data), repaired, run.Get(dryRun));
        run.Show(shape, LvJson.Default.FsckShape, answer => FsckText.Write(run.Out, run.Paint, answer));
        return shape.Whole ? ExitCode.Done : ExitCode.Of(LakeErrorKind.Corrupt);
    }
}
