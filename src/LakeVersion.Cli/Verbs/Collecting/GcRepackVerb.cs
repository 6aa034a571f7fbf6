using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Storage;
using LakeVersion.Versioning.Repacking;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary><c>lv gc repack</c>.</summary>
internal sealed class GcRepackVerb : Verb
{
    private readonly Option<int> below = new("--below")
    {
        Description = "Leave packs of which the branch's head needs less than this share of their bytes, in percent; 'lv gc run' frees them once no kept state needs them",
        HelpName = "percent",
        DefaultValueFactory = _ => 50,
    };

    private readonly CommitFlags flags = new();

    public GcRepackVerb()
        : base(
            "repack",
            "Bring the little that a head needs of many packs together, by a commit that changes nothing.",
            "lv gc repack",
            "lv gc repack -b main --below 30 --dry-run")
    {
        Add(below);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var percent = run.Get(below);
        if (percent is < 1 or > 100)
        {
            throw LakeException.Invalid($"--below is a share in percent, 1 to 100: found {percent}.");
        }

        RepackPlan? plan = null;
        return await BranchWrite.RunAsync(
            run,
            flags,
            "gc repack",
            "Repack",
            async (branch, options, token) =>
            {
                if (run.Get(flags.DryRun))
                {
                    plan = await branch.PlanRepackAsync(percent, token);
                    return await EmptyAsync(branch, options with { AllowEmpty = plan.LeftPacks > 0 }, token);
                }

                var result = await branch.RepackAsync(percent, options, token);
                plan = result.Plan;
                return result.Commit;
            },
            cancellationToken,
            figures: () => plan is null ? null : new Dictionary<string, long>
            {
                ["packsLeft"] = plan.LeftPacks,
                ["packsLeftBytes"] = plan.LeftBytes,
                ["storedAgainBytes"] = plan.StoredAgainBytes,
            });
    }

    // A dry run copies nothing: its lake, whose writes stay in memory, gets a commit that says no more than that there would be one.
    private static async ValueTask<CommitResult> EmptyAsync(LakeBranch branch, CommitOptions options, CancellationToken cancellationToken)
    {
        await using var change = await branch.BeginAsync(cancellationToken: cancellationToken);
        return await change.CommitAsync(options, cancellationToken);
    }
}
