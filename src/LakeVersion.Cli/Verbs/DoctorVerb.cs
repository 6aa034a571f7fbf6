using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Storage.S3;
using LakeVersion.Storage.S3.Inspecting;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv doctor</c>: finds out whether a store can hold a lake safely.</summary>
internal sealed class DoctorVerb : Verb
{
    private readonly Argument<string?> location = new("location")
    {
        Description = "Where: a folder or s3://bucket/prefix; else the lake that commands here mean",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> readOnly = new("--read-only") { Description = "Write no probe objects; say only what can be seen without" };

    private readonly Option<BucketRole?> policy = new("--policy")
    {
        Description = "Print instead what a role must be allowed, as an IAM policy: reader, writer or collector",
        HelpName = "role",
    };

    public DoctorVerb()
        : base(
            "doctor",
            "Find out whether a store can hold a lake safely: races, listings, clock, versioning, lifecycle rules.",
            "lv doctor s3://bucket/lake",
            "lv doctor 's3://bucket/lake?endpoint=http://127.0.0.1:9000'",
            "lv doctor s3://bucket/lake --policy writer",
            "lv doctor ./lake --json")
    {
        Add(location);
        Add(readOnly);
        Add(policy);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = run.Place(run.Get(location));
        if (run.Get(policy) is { } role)
        {
            WritePolicy(run, place, role);
            return ExitCode.Done;
        }

        var shape = await StoreExamination.RunAsync(place, run.Providers, run.Context, run.Get(readOnly), cancellationToken);
        run.Show(shape, LvJson.Default.DoctorShape, found => Write(run, found));
        return shape.Fit ? ExitCode.Done : ExitCode.No;
    }

    private static void WritePolicy(Invocation run, string place, BucketRole role)
    {
        if (!StoreExamination.IsS3(place))
        {
            throw LakeException.Invalid("Policies are for s3:// locations; a folder has permissions of its file system.");
        }

        var (bucket, folder) = run.Providers.OfType<S3StoreProvider>().Single().OpenBucket(place);
        run.Out.WriteLine(BucketPolicy.For(bucket.Name["s3://".Length..], folder?.Value, role));
    }

    private static void Write(Invocation run, DoctorShape found)
    {
        run.Out.WriteLine(found.Server is null ? found.Location : $"{found.Location} at {found.Server}");
        var table = new TextTable();
        foreach (var check in found.Checks)
        {
            table.Add(check.Result, check.Subject, Printable.Lines(check.Found));
        }

        foreach (var times in found.Latency)
        {
            table.Add("fine", $"{times.Request}-latency", $"{times.MedianMs:0.#} ms at the median, {times.LongestMs:0.#} ms at most.");
        }

        table.Write(run.Out, run.Paint);
        run.Out.WriteLine(found.Fit ? "Fit for a lake." : "Not fit for a lake: see what is marked as danger.");
    }
}
