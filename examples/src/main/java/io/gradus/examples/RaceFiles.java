package io.gradus.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.ChartEncoder;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/** What the files of a race hold. */
final class RaceFiles {

  private RaceFiles() {}

  /** Writes one file, by its name's ending. */
  static void write(OutputStream file, String name, Race race, List<Result> ranked)
      throws IOException {
    String type = name.substring(name.lastIndexOf('.') + 1);
    switch (type) {
      case "csv" -> file.write(csv(race, ranked).getBytes(StandardCharsets.UTF_8));
      case "json" -> file.write(json(race, ranked));
      default -> ChartEncoder.saveChart(RaceChart.of(ranked), file, type);
    }
  }

  private static String csv(Race race, List<Result> ranked) {
    List<String> lines = new ArrayList<>();
    StringBuilder header =
        new StringBuilder(
            "rank,optimizer,learning_rate,final_training_loss,test_accuracy,seconds_per_epoch,failure");
    for (int epoch = 1; epoch <= race.settings().epochs(); epoch++) {
      header.append(",loss_epoch_").append(epoch);
    }
    lines.add(header.toString());
    for (int i = 0; i < ranked.size(); i++) {
      Result result = ranked.get(i);
      List<Object> row = new ArrayList<>();
      row.add(result.failed() ? "" : i + 1);
      row.add(result.contestant().name());
      row.add(result.contestant().learningRate());
      row.add(result.failed() ? "" : result.finalLoss());
      row.add(result.failed() ? "" : result.accuracy());
      row.add(result.failed() ? "" : result.secondsPerEpoch());
      row.add(result.failed() ? result.failure() : "");
      for (int epoch = 0; epoch < race.settings().epochs(); epoch++) {
        row.add(epoch < result.losses().size() ? result.losses().get(epoch) : "");
      }
      lines.add(row.stream().map(RaceFiles::field).collect(Collectors.joining(",")));
    }
    return String.join("\r\n", lines) + "\r\n"; // RFC 4180
  }

  private static String field(Object value) {
    String text = value.toString();
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static byte[] json(Race race, List<Result> ranked) throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("seed", race.settings().seed());
    settings.put("epochs", race.settings().epochs());
    settings.put("batch", race.settings().batch());
    settings.put("hidden", race.settings().hidden());
    settings.put("trainingImages", race.split().train().size());
    settings.put("testImages", race.split().test().size());
    settings.put("parameters", race.parameters());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < ranked.size(); i++) {
      Result result = ranked.get(i);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("rank", result.failed() ? null : i + 1);
      row.put("optimizer", result.contestant().name());
      row.put("learningRate", result.contestant().learningRate());
      row.put("finalTrainingLoss", result.failed() ? null : result.finalLoss());
      row.put("testAccuracy", result.failed() ? null : result.accuracy());
      row.put("secondsPerEpoch", result.failed() ? null : result.secondsPerEpoch());
      row.put("failure", result.failure());
      row.put("configuration", result.contestant().configuration());
      row.put("meanTrainingLossOfEpoch", result.losses());
      rows.add(row);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("settings", settings);
    all.put("results", rows);
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(all);
  }
}
