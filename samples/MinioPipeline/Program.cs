using System.Globalization;
using LakeVersion;
using LakeVersion.Storage;
using LakeVersion.Storage.S3;
using LakeVersion.Versioning.Transactions;
using MinioPipeline;

// Usage: MinioPipeline [BUCKET [FOLDER]]. See Server.cs for the environment.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var bucket = args.Length > 0 ? args[0] : "lakeversion";
var folder = args.Length > 1 ? args[1] : "minio-pipeline";
var server = Server.OfEnvironment();
using var station = new Station(server, bucket, $"{folder}/raw");
using var storage = new S3StoreProvider(new S3StoreOptions
{
    Endpoint = server.Endpoint,
    Credentials = new S3Credentials(server.AccessKey, server.SecretKey),
});

try
{
    await station.MakeBucketAsync();
    await station.DropAsync(2012);
    await station.DropAsync(2013);
    Console.WriteLine("1. The station dropped raw/2012.csv and raw/2013.csv, by the Minio client.");

    var location = $"s3://{bucket}/{folder}/lake";
    await using var lake = await Lake.CreateAsync(location, new LakeOptions { Providers = [storage], Author = "pipeline" });
    var pipeline = new Pipeline(lake, storage.Open($"s3://{bucket}/{folder}/raw"));
    Console.WriteLine($"2. A lake beside them: {location}");

    await pipeline.ImportAsync("load-1", "2012.csv", "2013.csv");
    var check = await pipeline.CheckAsync("load-1");
    Console.WriteLine($"3. Imported on branch load-1: {check}");
    await pipeline.PublishAsync("load-1");
    Console.WriteLine($"4. Published by a fast-forward: main has {await pipeline.PublishedRowsAsync()} rows.");

    // As a scheduler does that never heard the answer.
    var again = await pipeline.ImportAsync("load-1", "2012.csv", "2013.csv");
    await pipeline.PublishAsync("load-1");
    Console.WriteLine($"5. The same steps again: {again.Status}; main has {await pipeline.PublishedRowsAsync()} rows.");

    await station.DropAsync(2014, sensorIsBroken: true);
    await pipeline.ImportAsync("load-2", "2014.csv");
    check = await pipeline.CheckAsync("load-2");
    Console.WriteLine($"6. A sensor broke, raw/2014.csv on branch load-2: {check}");
    Console.WriteLine($"7. Not published: main has {await pipeline.PublishedRowsAsync()} rows.");

    await station.DropAsync(2014);
    await pipeline.ImportAsync("load-3", "2014.csv");
    check = await pipeline.CheckAsync("load-3");
    Console.WriteLine($"8. The station sent it again, on branch load-3: {check}");
    await pipeline.PublishAsync("load-3");
    Console.WriteLine($"9. Published: main has {await pipeline.PublishedRowsAsync()} rows.");
    return again.Status == CommitStatus.Replayed && check.IsGood ? 0 : 1;
}
catch (LakeException exception) when (exception.Kind == LakeErrorKind.Conflict)
{
    Console.Error.WriteLine($"{exception.Message} Name another folder to run the pipeline again: MinioPipeline {bucket} another-folder");
    return 1;
}
