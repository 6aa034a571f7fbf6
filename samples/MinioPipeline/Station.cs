using System.Text;
using Minio;
using Minio.DataModel.Args;

namespace MinioPipeline;

/// <summary>A program that knows nothing of lakes: it drops files of raw CSV into a bucket, by the Minio client.</summary>
internal sealed class Station(Server server, string bucket, string folder) : IDisposable
{
    private readonly IMinioClient minio = new MinioClient()
        .WithEndpoint(server.Endpoint.Authority)
        .WithCredentials(server.AccessKey, server.SecretKey)
        .WithSSL(server.Endpoint.Scheme == "https")
        .Build();

    public async Task MakeBucketAsync()
    {
        if (!await minio.BucketExistsAsync(new BucketExistsArgs().WithBucket(bucket)))
        {
            await minio.MakeBucketAsync(new MakeBucketArgs().WithBucket(bucket));
        }
    }

    /// <summary>Drops the days of a year as <c>YEAR.csv</c>; a broken sensor sends 999 or nothing on Sundays.</summary>
    public async Task DropAsync(int year, bool sensorIsBroken = false)
    {
        var lines = (await File.ReadAllLinesAsync(Path.Join(AppContext.BaseDirectory, "data", "seattle-weather.csv")))
            .Where(line => line.StartsWith($"{year}-", StringComparison.Ordinal))
            .Select(line => sensorIsBroken ? Break(line) : line);
        var csv = Encoding.UTF8.GetBytes("Date,Precipitation,TempMax,TempMin,Wind,Weather\n" + string.Join('\n', lines) + "\n");
        using var content = new MemoryStream(csv);
        await minio.PutObjectAsync(new PutObjectArgs()
            .WithBucket(bucket).WithObject($"{folder}/{year}.csv").WithContentType("text/csv").WithStreamData(content).WithObjectSize(csv.Length));
    }

    public void Dispose() => minio.Dispose();

    private static string Break(string line)
    {
        var cells = line.Split(',');
        var date = DateOnly.ParseExact(cells[0], "yyyy-MM-dd");
        cells[2] = date.DayOfWeek != DayOfWeek.Sunday ? cells[2] : date.Day < 15 ? "999" : "";
        return string.Join(',', cells);
    }
}
