using System.CommandLine;
using LakeVersion.Cli.Auditing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Audit;

/// <summary><c>lv audit head</c>: the newest entry, as a mark to keep elsewhere.</summary>
internal sealed class AuditHeadVerb : Verb
{
    private readonly Option<bool> all = AuditQuery.AllOption();

    public AuditHeadVerb()
        : base(
            "head",
            "Print a mark of the newest entry. Kept elsewhere, it shows later whether history was cut off or rewritten.",
            "lv audit head --all > marks.txt",
            "lv audit head -b main") => Add(all);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var marks = new List<AuditMarkShape>();
        if (run.Get(all))
        {
            foreach (var name in await lake.Audit.NamesAsync(cancellationToken))
            {
                // A lake whose settings were never changed has no log of them.
                if (await lake.Store.Logs.HeadAsync(name.Log, cancellationToken) is not null)
                {
                    marks.Add(AuditMarkShape.Of(await lake.Audit.MarkAsync(name, cancellationToken)));
                }
            }
        }
        else
        {
            marks.Add(AuditMarkShape.Of(await lake.Audit.MarkAsync(RefName.Branch(run.BranchName(lake)), cancellationToken)));
        }

        run.Show(new AuditHeadShape { Marks = marks }, LvJson.Default.AuditHeadShape, shape =>
        {
            foreach (var mark in shape.Marks)
            {
                run.Out.WriteLine(mark.Mark);
            }
        });
        return ExitCode.Done;
    }
}
