package com.example;

import com.google.gson.GsonBuilder;
import java.util.List;

/** Prints a cargo list as JSON. */
public final class App {
    record Cargo(String name, int containers) {}

    public static void main(String[] args) {
        var cargo = List.of(new Cargo("tea", 12), new Cargo("bicycles", 3));
        System.out.println(new GsonBuilder().setPrettyPrinting().create().toJson(cargo));
    }
}
